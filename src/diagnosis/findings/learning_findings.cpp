#include "diagnosis/findings/learning_findings.hpp"

#include <algorithm>
#include <cmath>

#include "diagnosis/findings/wording.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// On which rows the network is no better than the baseline: the held-out ones, or else those trained on; none if it is
/// better on both.
struct Comparison {
  const PredictionMetrics& metrics;
  const BaselineQuality& baseline;
  bool is_held_out;
};

std::optional<Comparison> no_better_on(const RunFacts& run) {
  if (run.held_out_metrics && !is_better(*run.held_out_metrics, *run.baseline.validation))
    return Comparison{*run.held_out_metrics, *run.baseline.validation, true};
  if (!run.has_learned()) return Comparison{run.training_metrics, run.baseline.training, false};
  return std::nullopt;
}

std::string rows_of(const ClassQuality& quality) {
  return in_quotes(quality.name) + " (" + pluralized(quality.rows, "row") + ")";
}

/// "the class 'b' (6 rows) is never predicted"; empty if every class that has rows is.
std::string never_predicted(const RunFacts& run) {
  std::vector<std::string> names;
  for (const ClassQuality& quality : run.classes)
    if (quality.predicted == 0 && quality.rows > 0) names.push_back(rows_of(quality));
  if (names.empty()) return "";
  return std::string(names.size() == 1 ? "the class " : "the classes ") + join_at_most(names, 3) +
         (names.size() == 1 ? " is" : " are") + " never predicted";
}

/// What is to be done if nothing else is to blame.
std::string advice_of(const RunFacts& run) {
  if (run.has_learned())
    return "it has learned the training rows, not what holds of others: use more rows, fewer units, or --weight-decay "
           "0.01";
  if (!run.is_classification()) return "use features that tell more of the target";
  return "judge by the rarer classes: collect more rows of them, or features that tell them apart";
}

NamedValues class_evidence(const RunFacts& run, const Comparison& compared, Finding& finding) {
  const auto& name = std::get<std::string>(run.baseline.prediction);
  const auto number = std::ranges::find(run.dataset.encoding.classes, name) - run.dataset.encoding.classes.begin();
  const Split& split = compared.is_held_out ? run.dataset.validation : run.dataset.training;
  const std::int64_t rows = std::ranges::count(split.labels, static_cast<std::int32_t>(number));
  const auto all = static_cast<std::int64_t>(split.rows());
  finding.message = "the accuracy of " + percent(*compared.metrics.accuracy) +
                    (compared.is_held_out ? " on held-out rows" : " on the training rows") +
                    " is no better than always saying " + in_quotes(name) + ", the class of " + with_thousands(rows) +
                    " of " + with_thousands(all) + " rows";
  if (const std::string never = never_predicted(run); !never.empty()) finding.message += "; " + never;
  return {{"accuracy", *compared.metrics.accuracy},
          {"baseline_accuracy", *compared.baseline.accuracy},
          {"class", name},
          {"rows", rows},
          {"of", all}};
}

NamedValues mean_evidence(const RunFacts& run, const Comparison& compared, Finding& finding) {
  const auto mean = std::get<double>(run.baseline.prediction);
  finding.message = "R² is " + to_significant(*compared.metrics.r2) +
                    (compared.is_held_out ? " on held-out rows" : " on the training rows") +
                    ", no better than always saying the mean of the training rows, " + to_significant(mean) + " (R² " +
                    to_significant(*compared.baseline.r2) + ")";
  return {{"r2", *compared.metrics.r2}, {"baseline_r2", *compared.baseline.r2}, {"mean", mean}};
}

void no_better(const RunFacts& run, const Comparison& compared, Findings& findings) {
  Finding finding{.code = std::string(k_no_better_than_baseline),
                  .severity = run.has_learned() ? Severity::warning : Severity::error,
                  .message = {},
                  .evidence = {},
                  .advice = advice_of(run)};
  finding.evidence =
      run.is_classification() ? class_evidence(run, compared, finding) : mean_evidence(run, compared, finding);
  findings.push_back(std::move(finding));
}

/// Classes that are never predicted although the accuracy as a whole is better than the baseline.
void missed_classes(const RunFacts& run, Findings& findings) {
  const std::string never = never_predicted(run);
  if (never.empty()) return;
  std::vector<std::string> names, instead;
  for (const ClassQuality& quality : run.classes) {
    if (quality.predicted > 0 || quality.rows == 0) continue;
    names.push_back(quality.name);
    instead.push_back(quality.mistaken_for.value_or(""));
  }
  findings.push_back({.code = "class-never-predicted",
                      .severity = Severity::warning,
                      .message = never + "; rows of " + in_quotes(names.front()) + " are most often taken for " +
                                 in_quotes(instead.front()),
                      .evidence = {{"classes", names}, {"mistaken_for", instead}},
                      .advice = "collect more rows of such classes, or features that tell them apart"});
}

/// A class of which there is too little to learn from.
void rare_classes(const RunFacts& run, Findings& findings) {
  if (!run.is_classification()) return;
  constexpr std::int64_t k_few = 10;
  std::vector<std::int64_t> rows(run.dataset.encoding.classes.size());
  for (const std::int32_t label : run.dataset.training.labels) ++rows[static_cast<std::size_t>(label)];
  std::vector<std::string> names, texts;
  std::vector<std::int64_t> counts;
  for (std::size_t c = 0; c < rows.size(); ++c) {
    if (rows[c] >= k_few) continue;
    names.push_back(run.dataset.encoding.classes[c]);
    counts.push_back(rows[c]);
    texts.push_back(in_quotes(names.back()) + " (" + std::to_string(rows[c]) + ")");
  }
  if (names.empty()) return;
  findings.push_back({.code = "rare-class",
                      .severity = Severity::info,
                      .message = (names.size() == 1 ? "one class" : std::to_string(names.size()) + " classes") +
                                 (names.size() == 1 ? " has" : " have") + " fewer than " + std::to_string(k_few) +
                                 " training rows: " + join_at_most(texts, 5),
                      .evidence = {{"classes", names}, {"rows", counts}},
                      .advice = "collect more rows of them; so few tell little of the class"});
}

}  // namespace

void add_learning_findings(const RunFacts& run, Findings& findings) {
  if (run.outcome.epochs_completed > 0) {
    if (const std::optional<Comparison> compared = no_better_on(run))
      no_better(run, *compared, findings);
    else
      missed_classes(run, findings);
  }
  rare_classes(run, findings);
}

}  // namespace reluscope
