#include "diagnosis/findings.hpp"

#include <algorithm>
#include <cmath>

#include "support/text.hpp"

namespace reluscope {
namespace {

using Findings = std::vector<Finding>;

std::int64_t count_of(const RunFacts& run, std::string_view metric) {
  return static_cast<std::int64_t>(run.summary[metric]);
}

/// A tenth of the learning rate, and no more than is common.
std::string learning_rate_advice(const RunFacts& run) {
  constexpr double k_common = 0.1;
  const OptimizerKind kind = run.training.optimizer.kind;
  const double rate = run.training.optimizer.learning_rate;
  std::string advice = "lower --lr (" + shortest(rate) + " now; try " + rounded(std::min(rate / 10, k_common)) + ")";
  const bool norm_counts =
      kind != OptimizerKind::rmsprop && kind != OptimizerKind::adam && kind != OptimizerKind::adamw;
  if (norm_counts && run.training.clip_norm == 0) advice += ", or hold large steps back with --clip-norm 1";
  return advice;
}

std::string scaling_advice(const RunFacts& run) {
  return run.scale == Scaling::none ? "scale the inputs first (--scale standard); then " : "";
}

/// Units counted layer by layer: "11 in layer 0, 24 in layer 1".
std::string by_layer(const RunFacts& run, std::int64_t LayerDiagnosis::*count) {
  std::vector<std::string> parts;
  for (std::size_t l = 0; l < run.layers.size(); ++l)
    if (run.layers[l].*count > 0) parts.push_back(grouped(run.layers[l].*count) + " in layer " + std::to_string(l));
  return listed(parts, parts.size());
}

void divergence(const RunFacts& run, Findings& findings) {
  if (run.outcome.status != TrainingStatus::diverged) return;
  const std::int64_t epoch = run.outcome.diverged_epoch;
  const auto step = static_cast<std::int64_t>(run.outcome.diverged_step);
  const std::string where =
      epoch == 0 ? "before the first step"
                 : "in epoch " + std::to_string(epoch) + (step > 0 ? ", step " + std::to_string(step) : "");
  findings.push_back({"divergence",
                      Severity::error,
                      "training diverged: the loss was not finite " + where +
                          "; the report is on the network after epoch " + std::to_string(run.outcome.epochs_completed),
                      {{"epoch", epoch}, {"step", step}, {"learning_rate", run.training.optimizer.learning_rate}},
                      scaling_advice(run) + learning_rate_advice(run)});
}

void dead_layers(const RunFacts& run, Findings& findings) {
  std::vector<std::int64_t> dead;
  for (std::size_t l = 0; l < run.layers.size(); ++l)
    if (run.layers[l].is_dead()) dead.push_back(static_cast<std::int64_t>(l));
  if (dead.empty()) return;
  for (const std::int64_t l : dead) {
    const auto units = static_cast<std::int64_t>(run.layers[static_cast<std::size_t>(l)].units.size());
    findings.push_back({"dead-layer",
                        Severity::error,
                        "layer " + std::to_string(l) + " is dead as a whole: " + counted(units, "unit") +
                            ", none active on any training row",
                        {{"layer", l}, {"units", units}},
                        "mend this first: no gradient passes a dead layer, so nothing below it learns any more"});
  }
  findings.push_back({"network-dead",
                      Severity::error,
                      "the network is dead: its output is the same constant for every training row",
                      {{"dead_layers", dead}},
                      "change the training and run it anew; this model is of no use"});
}

void dead_units(const RunFacts& run, Findings& findings) {
  const std::int64_t dead = count_of(run, "dead");
  if (dead == 0) return;
  const double fraction = run.summary["dead_fraction"];
  findings.push_back(
      {"dead-units",
       run.summary["max_layer_dead_fraction"] >= 0.5 ? Severity::error : Severity::warning,
       grouped(dead) + " of " + counted(count_of(run, "units"), "hidden unit") + " (" + percent(fraction) + ") " +
           (dead == 1 ? "is" : "are") + " dead: active on none of the training rows; " +
           by_layer(run, &LayerDiagnosis::dead),
       {{"dead", dead}, {"units", count_of(run, "units")}, {"dead_fraction", fraction}},
       2 * count_of(run, "born_dead") >= dead
           ? "most were dead before any training: change --init or --bias-init, and look at the scale of the inputs"
           : scaling_advice(run) + learning_rate_advice(run)});
}

void born_dead(const RunFacts& run, Findings& findings) {
  const std::int64_t born = count_of(run, "born_dead");
  if (born == 0) return;
  findings.push_back({"born-dead",
                      Severity::warning,
                      counted(born, "unit") + (born == 1 ? " was" : " were") + " dead before the first step (epoch 0)",
                      {{"born_dead", born}, {"units", count_of(run, "units")}},
                      run.scale == Scaling::none
                          ? "inputs far from 0 close units before training starts: use --scale standard"
                          : "use --init rai (Lu et al. 2020, made against this), a wider layer, or biases that are not "
                            "below 0"});
}

void sparse_units(const RunFacts& run, Findings& findings) {
  const std::int64_t sparse = count_of(run, "sparse");
  if (sparse == 0) return;
  findings.push_back(
      {"sparse-units",
       Severity::info,
       counted(sparse, "unit") + (sparse == 1 ? " is" : " are") +
           " sparse: active on some training rows, but on at most " + percent(run.sparse_below) + "; " +
           by_layer(run, &LayerDiagnosis::sparse),
       {{"sparse", sparse}, {"sparse_below", run.sparse_below}},
       "watch whether their number grows with the epochs; a sparse unit still learns from the rows it fires on"});
}

void always_active_units(const RunFacts& run, Findings& findings) {
  const double fraction = run.summary["always_active_fraction"];
  if (fraction < 0.25) return;
  findings.push_back({"always-active",
                      Severity::info,
                      grouped(count_of(run, "always_active")) + " of " +
                          counted(count_of(run, "units"), "hidden unit") +
                          " are active on every training row: on this data they are linear",
                      {{"always_active", count_of(run, "always_active")}, {"always_active_fraction", fraction}},
                      "try fewer units; look at the scale of the inputs and at large positive biases"});
}

void unscaled_input(const RunFacts& run, Findings& findings) {
  if (run.scale != Scaling::none) return;
  constexpr double k_large = 3;
  const std::vector<std::string> names = run.dataset.encoding.input_names();
  const MatrixView<const float> inputs(run.dataset.training.inputs);
  double greatest = 0;
  std::size_t worst = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    double square = 0;
    for (std::size_t j = 0; j < inputs.rows(); ++j) square += static_cast<double>(inputs.row(j)[i]) * inputs.row(j)[i];
    const double root_mean_square = std::sqrt(square / static_cast<double>(inputs.rows()));
    if (root_mean_square > greatest) greatest = root_mean_square, worst = i;
  }
  if (greatest <= k_large) return;
  findings.push_back(
      {"unscaled-input",
       run.summary["dead"] > 0 ? Severity::warning : Severity::info,
       "the inputs are not scaled: '" + names[worst] + "' is " + rounded(greatest) + " in root mean square",
       {{"feature", names[worst]}, {"root_mean_square", greatest}},
       "large inputs make large gradients, which kill units; use --scale standard"});
}

void constant_features(const RunFacts& run, Findings& findings) {
  const std::vector<std::string>& names = run.dataset.constant_features;
  if (names.empty()) return;
  findings.push_back({"constant-feature",
                      Severity::warning,
                      counted(static_cast<std::int64_t>(names.size()), "column") +
                          (names.size() == 1 ? " has" : " have") + " one value on all training rows: " + listed(names),
                      {{"features", names}},
                      "leave them out with --drop; they are kept, and tell the network nothing"});
}

void few_rows(const RunFacts& run, Findings& findings) {
  const auto rows = static_cast<std::int64_t>(run.dataset.training.rows());
  // with no active row in n, the rate is below this at 95 % confidence (Clopper–Pearson); about 3/n
  const double resolved = 1 - std::pow(0.05, 1 / static_cast<double>(rows));
  if (resolved <= run.sparse_below || (run.summary["dead"] == 0 && run.summary["sparse"] == 0)) return;
  findings.push_back({"few-rows",
                      Severity::info,
                      counted(rows, "training row") +
                          " cannot tell a unit that never fires from one that fires on fewer than " +
                          percent(resolved) + " of inputs like these",
                      {{"rows", rows}, {"rate", resolved}},
                      "use more rows to be surer; until then read 'dead' as dead on these rows"});
}

Finding worded(const DataNotice& notice) {
  using Kind = DataNotice::Kind;
  Finding finding{.severity = Severity::warning, .evidence = {{"column", notice.column}}};
  const std::string column = "column '" + notice.column + "'";
  switch (notice.kind) {
    case Kind::unnamed_column:
      finding.code = "unnamed-column";
      finding.message = column + " has no name in the header: an index that R or pandas wrote?";
      finding.advice = "if so, --drop " + notice.column;
      break;
    case Kind::row_counter:
      finding.code = "row-counter";
      finding.message = column + " counts the rows: an identifier?";
      finding.advice = "if so, --drop " + notice.column;
      break;
    case Kind::numeric_header:
      finding.code = "numeric-header";
      finding.message = "the header holds nothing but numbers: is it the first row of data?";
      finding.evidence.clear();
      finding.advice = "if so, --no-header";
      break;
    case Kind::text_among_numbers:
      finding.code = "text-among-numbers";
      finding.message = column + " is one-hot encoded, though most of its values are numbers: '" + notice.cell +
                        "' on line " + std::to_string(notice.line) + " is not";
      finding.evidence.emplace_back("cell", notice.cell);
      finding.evidence.emplace_back("line", static_cast<std::int64_t>(notice.line));
      finding.advice = "if it stands for a missing value, --na '" + notice.cell + "'";
      break;
    case Kind::coarse_float:
      finding.code = "coarse-float";
      finding.message = column + " varies too little for its size: float32 cannot tell its values apart well";
      finding.advice = "subtract a typical value from it before it is written to the CSV";
      break;
  }
  return finding;
}

}  // namespace

std::string name_of(Severity severity) {
  switch (severity) {
    case Severity::info:
      return "info";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  return "";
}

std::vector<Finding> findings_of(const RunFacts& run) {
  Findings findings;
  divergence(run, findings);
  // a network that overflows from the start says nothing about its units
  if (run.outcome.status == TrainingStatus::diverged && run.outcome.diverged_epoch == 0) return findings;
  dead_layers(run, findings);
  dead_units(run, findings);
  born_dead(run, findings);
  unscaled_input(run, findings);
  sparse_units(run, findings);
  always_active_units(run, findings);
  few_rows(run, findings);
  constant_features(run, findings);
  for (const DataNotice& notice : run.dataset.notices) findings.push_back(worded(notice));
  std::ranges::stable_sort(findings, std::greater(), &Finding::severity);
  return findings;
}

}  // namespace reluscope
