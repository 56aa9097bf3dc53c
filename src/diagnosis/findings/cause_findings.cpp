#include "diagnosis/findings/cause_findings.hpp"

#include <algorithm>
#include <cmath>

#include "diagnosis/findings/advice.hpp"
#include "support/shell.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

void constant_inputs(const RunFacts& run, Findings& findings) {
  if (run.dataset.constant_features.size() < run.dataset.encoding.features.size()) return;
  findings.push_back({"constant-inputs",
                      Severity::error,
                      "every input has one value on all training rows: nothing can be learned from them",
                      {{"features", run.dataset.constant_features}},
                      "use other --features, or check how the file is read: reluscope data shows its columns"});
}

void outliers(const RunFacts& run, Findings& findings) {
  if (run.scale == Scaling::none) return;
  for (const Outlier& outlier : run.dataset.outliers)
    findings.push_back({"outlier",
                        Severity::error,
                        described(outlier) + ": scaled with it, they can hardly be told apart",
                        {{"column", outlier.column},
                         {"line", static_cast<std::int64_t>(outlier.line)},
                         {"value", outlier.value},
                         {"lower_quartile", outlier.lower_quartile},
                         {"upper_quartile", outlier.upper_quartile}},
                        "correct the cell; if it means a missing value, use " +
                            with_list("--na", {to_shortest(outlier.value)}) + " --missing drop"});
}

void unscaled_target(const RunFacts& run, Findings& findings) {
  const Encoding& encoding = run.dataset.encoding;
  const std::vector<float>& targets = run.dataset.training.values;
  if (encoding.task != Task::regression || encoding.target_scale != 1 || encoding.target_shift != 0) return;
  double sum = 0, square = 0;
  for (const float y : targets) {
    sum += y;
    square += static_cast<double>(y) * y;
  }
  const auto rows = static_cast<double>(targets.size());
  const double mean = sum / rows, deviation = std::sqrt(std::max(0.0, square / rows - mean * mean));
  constexpr double k_large = 10;
  if (std::sqrt(square / rows) <= k_large) return;
  const bool diverged = run.outcome.status == TrainingStatus::diverged;
  findings.push_back({"unscaled-target",
                      diverged || run.summary["dead"] > 0 ? Severity::error : Severity::warning,
                      "the target " + in_quotes(encoding.target) + " is not scaled: its mean is " +
                          to_significant(mean) + ", its spread " + to_significant(deviation) +
                          "; errors of that size make steps that kill units",
                      {{"mean", mean}, {"deviation", deviation}},
                      "use --scale-target standard"});
}

/// No better than always predicting the commonest class, on the held-out rows if there are any.
void baseline(const RunFacts& run, Findings& findings) {
  const bool held_out = run.dataset.validation.rows() > 0;
  const std::optional<PredictionMetrics>& metrics = held_out ? run.held_out_metrics : run.training_metrics;
  if (run.dataset.encoding.task != Task::classification || !metrics || !metrics->accuracy) return;
  const std::vector<std::int32_t>& labels = held_out ? run.dataset.validation.labels : run.dataset.training.labels;
  std::vector<std::int64_t> counts(run.dataset.encoding.classes.size());
  for (const std::int32_t label : labels) ++counts[static_cast<std::size_t>(label)];
  const auto commonest = std::ranges::max_element(counts);
  const auto rows = static_cast<std::int64_t>(labels.size());
  const double share = static_cast<double>(*commonest) / static_cast<double>(rows);
  if (*metrics->accuracy > share || run.outcome.epochs_completed == 0) return;
  const std::string& name = run.dataset.encoding.classes[static_cast<std::size_t>(commonest - counts.begin())];
  findings.push_back(
      {"no-better-than-constant",
       Severity::warning,
       "the accuracy of " + percent(*metrics->accuracy) + (held_out ? " on held-out rows" : "") +
           " is no better than always saying " + in_quotes(name) + ", the class of " + with_thousands(*commonest) +
           " of " + with_thousands(rows) + " rows",
       {{"accuracy", *metrics->accuracy}, {"class", name}, {"rows", *commonest}, {"of", rows}},
       "judge the model by the rarer classes; it needs more rows of them, or features that tell them apart"});
}

}  // namespace

void add_cause_findings(const RunFacts& run, Findings& findings) {
  constant_inputs(run, findings);
  outliers(run, findings);
  unscaled_target(run, findings);
  baseline(run, findings);
}

}  // namespace reluscope
