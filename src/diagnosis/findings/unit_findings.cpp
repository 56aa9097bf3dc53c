#include "diagnosis/findings/unit_findings.hpp"

#include <algorithm>

#include "diagnosis/findings/wording.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// What a dead network predicts for every row: a class, or a value of the target.
Value constant_prediction(const RunFacts& run) {
  Workspace<float> workspace = run.network.make_workspace(1);
  const MatrixView<const float> any_row = MatrixView<const float>(run.dataset.training.inputs).rows(0, 1);
  const std::span<const float> output = run.network.forward(any_row, workspace).row(0);
  const Encoding& encoding = run.dataset.encoding;
  if (encoding.task == Task::regression) return encoding.target_shift + encoding.target_scale * output[0];
  return encoding.classes[static_cast<std::size_t>(std::ranges::max_element(output) - output.begin())];
}

void network_dead(const RunFacts& run, Findings& findings) {
  std::vector<std::int64_t> dead;
  for (std::size_t l = 0; l < run.layers.size(); ++l)
    if (run.layers[l].is_dead()) dead.push_back(static_cast<std::int64_t>(l));
  if (dead.empty()) return;
  const Value prediction = constant_prediction(run);
  const std::string* name = std::get_if<std::string>(&prediction);
  findings.push_back({"network-dead",
                      Severity::error,
                      "the network is dead: its prediction for " + in_quotes(run.dataset.encoding.target) +
                          " is the constant " +
                          (name != nullptr ? in_quotes(*name) : to_significant(std::get<double>(prediction), 4)) +
                          " on every training row",
                      {{"dead_layers", dead}, {"prediction", prediction}},
                      k_try_remedies});
}

void dead_units(const UnitFacts& facts, Findings& findings) {
  const std::int64_t dead = facts.count("dead");
  if (dead == 0) return;
  const double fraction = facts.summary["dead_fraction"];
  std::int64_t for_good = 0;
  for (const LayerDiagnosis& layer : facts.layers)
    for (const UnitDiagnosis& unit : layer.units) for_good += unit.recovery == Recovery::none;
  std::string fate;
  if (for_good > 0) fate = for_good == dead ? "; for good" : "; " + with_thousands(for_good) + " of them for good";
  findings.push_back(
      {"dead-units",
       facts.summary["max_layer_dead_fraction"] >= 0.5 ? Severity::error : Severity::warning,
       with_thousands(dead) + " of " + pluralized(facts.count("units"), "hidden unit") + " (" + percent(fraction) +
           ") " + is_or_are(dead) + " dead: active on none of the " + facts.row + "s; " +
           by_layer(facts.layers, [](const LayerDiagnosis& layer) { return layer.dead; }) + fate,
       {{"dead", dead}, {"units", facts.count("units")}, {"dead_fraction", fraction}, {"recovery_none", for_good}},
       facts.advice});
}

void blocked_units(const RunFacts& run, Findings& findings) {
  const std::int64_t blocked = run.count("gradient_blocked");
  if (blocked == 0) return;
  std::int64_t unused = 0;
  for (const LayerDiagnosis& layer : run.layers)
    for (const UnitDiagnosis& unit : layer.units) unused += unit.gradient_block == GradientBlock::outgoing_weights;
  std::vector<std::string> reasons, fixes;
  if (blocked > unused) {
    reasons.push_back(with_thousands(blocked - unused) + " because no unit after " +
                      (blocked - unused == 1 ? "it" : "them") + " lets a gradient through");
    fixes.emplace_back("fix the dead units of the layers after them first");
  }
  if (unused > 0) {
    reasons.push_back(with_thousands(unused) + " because the next layer gives " + (unused == 1 ? "it" : "them") +
                      " no weight");
    fixes.emplace_back("an --init that is not 0 for the next layer");
  }
  findings.push_back({"gradient-blocked",
                      Severity::warning,
                      pluralized(blocked, "unit") + (blocked == 1 ? " fires" : " fire") +
                          ", but no gradient comes back: " + join_at_most(reasons, reasons.size()),
                      {{"gradient_blocked", blocked}, {"downstream", blocked - unused}, {"outgoing_weights", unused}},
                      join_at_most(fixes, fixes.size())});
}

void saturated_units(const UnitFacts& facts, Findings& findings) {
  const std::int64_t saturated = facts.count("saturated"), units = facts.count("units");
  if (saturated == 0) return;
  const Activation& activation = facts.activation;
  std::int64_t closed = 0;
  for (const LayerDiagnosis& layer : facts.layers)
    for (const UnitDiagnosis& unit : layer.units) closed += unit.max_derivative == 0.0;
  std::string message = text_of(activation) + ": " + with_thousands(saturated) + " of " +
                        pluralized(units, "hidden unit") + " (" + percent(facts.summary["saturated_fraction"]) + ") " +
                        is_or_are(saturated) + " saturated: on every " + facts.row + " the derivative is at most " +
                        percent(facts.saturated_below) + " of its greatest value, so " +
                        (saturated == 1 ? "it hardly learns" : "they hardly learn") + "; " +
                        by_layer(facts.layers, [](const LayerDiagnosis& layer) { return layer.saturated; });
  if (!facts.has_scaled_inputs) message += "; the inputs are not scaled";
  if (closed > 0) message += "; of " + with_thousands(closed) + " it is 0 in float32: no gradient at all";
  findings.push_back({"saturated-units",
                      facts.summary["max_layer_saturated_fraction"] >= 0.5 ? Severity::error : Severity::warning,
                      message,
                      {{"saturated", saturated},
                       {"units", units},
                       {"saturated_fraction", facts.summary["saturated_fraction"]},
                       {"derivative_0", closed}},
                      facts.advice});
}

/// Of an activation whose units cannot die, what the report has instead.
void other_activation(const UnitFacts& facts, Findings& findings) {
  const Activation& activation = facts.activation;
  const ActivationTraits traits = traits_of(activation.kind);
  if (traits.can_die) return;
  const std::string name = text_of(activation);
  findings.push_back({"units-cannot-die",
                      Severity::info,
                      name +
                          " units cannot die, as their derivative is 0 for no range of inputs: there are no deaths, "
                          "causes of death or recovery" +
                          (traits.saturates ? ", and no proofs, in this report; it counts saturated units instead"
                                            : " in this report"),
                      {{"activation", name}},
                      traits.saturates ? "judge by saturated_fraction"
                                       : "judge by the accuracy on held-out rows, and by sparse units"});
}

void sparse_units(const UnitFacts& facts, Findings& findings) {
  const std::int64_t sparse = facts.count("sparse");
  if (sparse == 0) return;
  std::string advice = "watch whether their number grows with the epochs";
  if (facts.count("gradient_blocked") == 0 && facts.summary["network_dead"] == 0)
    advice += "; a sparse unit still learns from the rows it fires on";
  findings.push_back({"sparse-units",
                      Severity::info,
                      pluralized(sparse, "unit") + " " + is_or_are(sparse) + " sparse: active on some " + facts.row +
                          "s, but on at most " + percent(facts.sparse_below) + "; " +
                          by_layer(facts.layers, [](const LayerDiagnosis& layer) { return layer.sparse; }),
                      {{"sparse", sparse}, {"sparse_below", facts.sparse_below}},
                      advice});
}

/// What holds of the dead units beyond the rows that were seen.
void proofs(const UnitFacts& facts, Findings& findings) {
  std::int64_t proven = 0, woken = 0, unsearched = 0;
  for (const LayerDiagnosis& layer : facts.layers) {
    for (const UnitDiagnosis& unit : layer.units) {
      if (unit.status != UnitStatus::dead) continue;
      if (!unit.proof) continue;
      proven += unit.proof->verdict == ProofStatus::proven_inactive;
      woken += unit.proof->witness.has_value();
      unsearched += unit.proof->verdict == ProofStatus::open && !unit.proof->searched;
    }
  }
  const std::int64_t dead = facts.count("dead");
  if (proven > 0)
    findings.push_back(
        {"proven-dead",
         Severity::info,
         with_thousands(proven) + " of " + pluralized(dead, "dead unit") + " " + is_or_are(proven) +
             " dead for every input within the ranges of the " + facts.row + "s: that is proven",
         {{"proven_dead", proven}, {"dead", dead}},
         std::string("leave ") + (proven == 1 ? "it" : "them") + " out: on such inputs the outputs stay the same"});
  if (woken > 0)
    findings.push_back(
        {"dead-but-wakeable",
         Severity::info,
         with_thousands(woken) + " of " + pluralized(dead, "dead unit") + (woken == 1 ? " fires" : " fire") +
             " on some input within the ranges of the " + facts.row +
             "s: dead on these rows, not for every input (proof.witness)",
         {{"units", woken}, {"dead", dead}},
         std::string("keep ") + (woken == 1 ? "it" : "them") + " if the model is to see other rows than these"});
  if (unsearched > 0)
    findings.push_back({"search-bounded",
                        Severity::info,
                        "for " + with_thousands(unsearched) + " of " + pluralized(dead, "dead unit") +
                            " no input that wakes " + (unsearched == 1 ? "it" : "them") +
                            " was searched: in a network as wide as this the search is limited",
                        {{"units", unsearched}, {"dead", dead}},
                        std::string("do not take ") + (unsearched == 1 ? "it" : "them") +
                            " for dead on every input; --prove none leaves all proofs out"});
}

/// What the share of zeros among all activations, which other tools go by, would make of this network.
void sparse_not_dead(const UnitFacts& facts, Findings& findings) {
  const double zeros = facts.summary["apoz"], dead_fraction = facts.summary["dead_fraction"];
  if (!traits_of(facts.activation.kind).can_die || zeros < 0.5 || zeros - dead_fraction < 0.25) return;
  const std::int64_t units = facts.count("units"), dead = facts.count("dead");
  findings.push_back({"sparse-not-dead",
                      Severity::info,
                      percent(zeros) +
                          " of all hidden activations are 0, which some tools report as that share of dead units; " +
                          (dead == 0 ? "none" : with_thousands(dead)) + " of " + pluralized(units, "unit") + " " +
                          is_or_are(dead == 0 ? 1 : dead) +
                          " dead. Zeros are how ReLU works: each unit is inactive on most rows by design",
                      {{"zeros", zeros}, {"dead_fraction", dead_fraction}},
                      "judge by dead_fraction"});
}

void always_active_units(const UnitFacts& facts, Findings& findings) {
  const double fraction = facts.summary["always_active_fraction"];
  const ActivationKind activation = facts.activation.kind;
  const bool is_linear_above_0 = traits_of(activation).is_piecewise_linear || activation == ActivationKind::elu;
  if (!is_linear_above_0 || fraction < 0.25) return;
  const std::int64_t always_active = facts.count("always_active");
  findings.push_back({"always-active",
                      Severity::info,
                      with_thousands(always_active) + " of " + pluralized(facts.count("units"), "hidden unit") + " " +
                          is_or_are(always_active) + " active on every " + facts.row + ": on this data they are linear",
                      {{"always_active", always_active}, {"always_active_fraction", fraction}},
                      "use fewer units; check the scale of the inputs, and for large positive biases"});
}

}  // namespace

void add_dead_layers(const UnitFacts& facts, Findings& findings) {
  for (std::size_t l = 0; l < facts.layers.size(); ++l) {
    if (!facts.layers[l].is_dead()) continue;
    const auto units = static_cast<std::int64_t>(facts.layers[l].units.size());
    findings.push_back({"dead-layer",
                        Severity::error,
                        "layer " + std::to_string(l) + " is dead as a whole: " + pluralized(units, "unit") +
                            ", none active on any " + facts.row,
                        {{"layer", static_cast<std::int64_t>(l)}, {"units", units}},
                        facts.advice});
  }
}

void add_state_findings(const UnitFacts& facts, Findings& findings) {
  dead_units(facts, findings);
  proofs(facts, findings);
  saturated_units(facts, findings);
  other_activation(facts, findings);
  sparse_units(facts, findings);
  sparse_not_dead(facts, findings);
  always_active_units(facts, findings);
}

void add_unit_findings(const RunFacts& run, Findings& findings) {
  const UnitFacts units = run.units();
  add_dead_layers(units, findings);
  network_dead(run, findings);
  add_state_findings(units, findings);
  blocked_units(run, findings);
}

}  // namespace reluscope
