#include <algorithm>
#include <cmath>

#include "diagnosis/findings/causes.hpp"
#include "diagnosis/findings/near_constants.hpp"
#include "diagnosis/findings/wording.hpp"
#include "support/elementary.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

Severity severity_of(const RunFacts& run, bool is_certain) {
  if (run.is_gravely_ill() || is_certain) return Severity::error;
  return run.is_ill() ? Severity::warning : Severity::info;
}

/// No advice can be given as options: what the columns should hold is known to people alone.
void constant_inputs(const RunFacts& run, Findings& causes) {
  std::vector<std::string> names = run.dataset.constant_features;
  const std::size_t constant = names.size();
  for (const NearConstant& column : near_constants_of(run.dataset)) names.push_back(column.name);
  if (names.size() < run.dataset.encoding.input_names().size() && constant < run.dataset.encoding.features.size())
    return;
  const bool are_all = constant == run.dataset.encoding.features.size();
  causes.push_back(
      {.code = "constant-inputs",
       .severity = Severity::error,
       .message = are_all ? "every input has one value on all training rows: nothing can be learned from "
                            "them"
                          : "every input has one value on all or almost all training rows: next to "
                            "nothing can be learned from them",
       .evidence = {{"features", names}},
       .advice = "use other columns (--features), or check how the file is read: reluscope data shows it"});
}

void outliers(const RunFacts& run, Findings& causes) {
  for (const Outlier& outlier : run.dataset.outliers) {
    NamedValues evidence = {{"column", outlier.column},
                            {"line", static_cast<std::int64_t>(outlier.line)},
                            {"value", outlier.value},
                            {"lower_quartile", outlier.lower_quartile},
                            {"upper_quartile", outlier.upper_quartile}};
    if (outlier.robust_deviations) evidence.emplace_back("robust_deviations", *outlier.robust_deviations);
    std::vector<std::string> missing = run.table.na_tokens;
    missing.push_back(to_shortest(outlier.value));
    Finding finding{
        .code = "outlier",
        .severity = Severity::error,
        .message = described(outlier) + (run.scale == Scaling::none
                                             ? ": its row makes steps as much larger than those of the others"
                                             : ": scaled with it, the other values can hardly be told apart"),
        .evidence = std::move(evidence),
        .advice = "correct the cell, or leave its row out",
        .changes = {{"na", missing}}};
    if (run.table.missing != MissingPolicy::mean) finding.changes.push_back({"missing", {"drop"}});
    causes.push_back(std::move(finding));
  }
}

void unscaled_input(const RunFacts& run, Findings& causes) {
  if (run.scale != Scaling::none) return;
  constexpr double k_large = 3, k_small = 0.03;
  const std::vector<std::string> names = run.dataset.encoding.input_names();
  const MatrixView<const float> inputs(run.dataset.training.inputs);
  double greatest = 0;
  std::size_t worst = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < inputs.rows(); ++j) sum += square(inputs.row(j)[i]);
    const double root_mean_square = std::sqrt(sum / static_cast<double>(inputs.rows()));
    if (root_mean_square > greatest) greatest = root_mean_square, worst = i;
  }
  const bool is_large = greatest > k_large;
  if (!is_large && greatest >= k_small) return;
  causes.push_back({.code = "unscaled-input",
                    .severity = severity_of(run, false),
                    .message = "the inputs are not scaled: " + in_quotes(names[worst]) + " is " +
                               to_significant(greatest) + " in root mean square" +
                               (is_large ? ", and large inputs make large gradients" : ", the greatest of all"),
                    .evidence = {{"feature", names[worst]}, {"root_mean_square", greatest}},
                    .advice = "scale the inputs",
                    .changes = {{"scale", {"standard"}}}});
}

void unscaled_target(const RunFacts& run, Findings& causes) {
  const Encoding& encoding = run.dataset.encoding;
  const std::vector<float>& targets = run.dataset.training.values;
  if (encoding.task != Task::regression || encoding.target_scale != 1 || encoding.target_shift != 0) return;
  double sum = 0, squares = 0;
  for (const float y : targets) sum += y;
  const auto rows = static_cast<double>(targets.size());
  const double mean = sum / rows;
  for (const float y : targets) squares += square(y - mean);
  const double deviation = std::sqrt(squares / rows), root_mean_square = std::sqrt(square(mean) + squares / rows);
  constexpr double k_large = 10, k_small = 0.03;
  if (root_mean_square <= k_large && deviation >= k_small) return;
  causes.push_back({.code = "unscaled-target",
                    .severity = run.is_ill() ? Severity::error : Severity::warning,
                    .message = "the target " + in_quotes(encoding.target) + " is not scaled: its mean is " +
                               to_significant(mean) + ", its standard deviation " + to_significant(deviation) +
                               (root_mean_square > k_large ? "; errors of that size make steps that kill units"
                                                           : "; what the network makes at first is far from it"),
                    .evidence = {{"mean", mean}, {"deviation", deviation}},
                    .advice = "scale the target",
                    .changes = {{"scale-target", {"standard"}}}});
}

}  // namespace

void add_data_causes(const RunFacts& run, Findings& causes) {
  constant_inputs(run, causes);
  outliers(run, causes);
  unscaled_input(run, causes);
  unscaled_target(run, causes);
}

}  // namespace reluscope
