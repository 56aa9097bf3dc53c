#include <algorithm>
#include <cmath>

#include "diagnosis/findings/causes.hpp"
#include "diagnosis/findings/wording.hpp"
#include "support/elementary.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

Severity severity_by_illness(const RunFacts& run) { return run.is_gravely_ill() ? Severity::error : Severity::warning; }

/// How the norm of the steps that killed units compares with the median step: of their autopsies the median; none
/// without autopsies.
std::optional<double> killing_steps_ratio(const RunFacts& run) {
  std::vector<double> ratios;
  for (const UnitEvent& event : run.events)
    if (event.cause && event.cause->autopsy)
      if (const auto ratio = event.cause->autopsy->update_ratio()) ratios.push_back(*ratio);
  if (ratios.empty()) return std::nullopt;
  std::ranges::nth_element(ratios, ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2));
  return ratios[ratios.size() / 2];
}

/// What the steps have done: the run diverged, or units that were alive have died, or the weights have grown.
bool steps_did_harm(const RunFacts& run) {
  constexpr double k_grown = 3;
  const bool have_grown = std::ranges::any_of(run.weights.after, [&, l = std::size_t{0}](double after) mutable {
    return after > k_grown * run.weights.before[l++];
  });
  return (run.is_diverged() && run.outcome.diverged_epoch > 0) || run.count("dead") > run.never_alive() ||
         run.count("saturated") > 0 || (!run.has_learned() && have_grown);
}

std::string harm_text(const RunFacts& run) {
  if (run.is_diverged()) return "training diverged";
  const std::int64_t died = run.count("dead") - run.never_alive();
  if (died > 0) return pluralized(died, "unit") + " died in training";
  return run.count("saturated") > 0 ? pluralized(run.count("saturated"), "unit") + " became saturated"
                                    : "the weights grew and nothing was learned";
}

/// Adds what the autopsies say of the steps.
void add_step_evidence(const RunFacts& run, Finding& finding) {
  const std::optional<double> ratio = killing_steps_ratio(run);
  if (!ratio) return;
  finding.evidence.emplace_back("killing_steps_ratio", *ratio);
  finding.message += "; the steps that killed them were " + to_significant(*ratio, 2) + " times the median step";
}

void momentum(const RunFacts& run, Findings& causes) {
  const OptimizerOptions& optimizer = run.training.optimizer;
  constexpr double k_high = 0.95;
  if (!traits_of(optimizer.kind).uses_momentum || optimizer.momentum <= k_high || !steps_did_harm(run)) return;
  const double effective = optimizer.momentum < 1 ? optimizer.learning_rate / (1 - optimizer.momentum) : INFINITY;
  const bool is_finite = std::isfinite(effective);
  Finding finding{.code = "momentum",
                  .severity = severity_by_illness(run),
                  .message = "the momentum is high: " + to_shortest(optimizer.momentum) + " with a learning rate of " +
                             to_shortest(optimizer.learning_rate) +
                             (is_finite ? " makes steps as a rate of " + to_significant(effective) + " does" : "") +
                             "; " + harm_text(run),
                  .evidence = {{"momentum", optimizer.momentum}, {"learning_rate", optimizer.learning_rate}},
                  .advice = "lower the momentum",
                  .changes = {{"momentum", {"0.9"}}}};
  if (is_finite) finding.evidence.emplace_back("effective_rate", effective);
  add_step_evidence(run, finding);
  causes.push_back(std::move(finding));
}

void learning_rate(const RunFacts& run, Findings& causes) {
  if (!steps_did_harm(run)) return;
  const double rate = run.training.optimizer.learning_rate;
  Finding finding{
      .code = "learning-rate",
      .severity = severity_by_illness(run),
      .message = "the learning rate of " + to_shortest(rate) +
                 (run.has_many_dead() || run.is_gravely_ill() ? " is too high: " : " is high: ") + harm_text(run),
      .evidence = {{"learning_rate", rate}},
      .advice = "lower the learning rate",
      .changes = {{"lr",
                   {to_significant(run.is_gravely_ill() || run.has_many_dead() ? much_lower_rate(run.training.optimizer)
                                                                               : rate / 3)}}}};
  add_step_evidence(run, finding);
  causes.push_back(std::move(finding));
}

/// Decay that shrinks weights faster than the gradient makes them grow.
void weight_decay(const RunFacts& run, Findings& causes) {
  const OptimizerOptions& optimizer = run.training.optimizer;
  constexpr double k_shrunk = 0.35;
  constexpr double k_unstable = 2;  // lr · decay from which on weights grow instead
  const double ratio = run.weights.least_ratio();
  const bool is_unstable = run.is_diverged() && optimizer.learning_rate * optimizer.weight_decay >= k_unstable;
  if (optimizer.weight_decay == 0 || !(ratio < k_shrunk || is_unstable)) return;
  std::vector<std::string> ratios;
  for (std::size_t l = 0; l < run.weights.before.size(); ++l)
    ratios.push_back(to_significant(run.weights.before[l] > 0 ? run.weights.after[l] / run.weights.before[l] : 1, 2));
  causes.push_back(
      {.code = "weight-decay",
       .severity = severity_by_illness(run),
       .message = is_unstable ? "the weight decay of " + to_shortest(optimizer.weight_decay) +
                                    " times the learning rate is above 2: every step overshoots 0"
                              : "the weight decay of " + to_shortest(optimizer.weight_decay) +
                                    " shrinks the weights: their norms are " + join_at_most(ratios, 6) +
                                    " times what they were at the start, layer by layer",
       .evidence = {{"weight_decay", optimizer.weight_decay}, {"least_norm_ratio", ratio}},
       .advice = "lower the weight decay",
       .changes = {{"weight-decay", {to_significant(run.is_gravely_ill() ? 0 : optimizer.weight_decay / 10)}}}});
}

void too_little_training(const RunFacts& run, Findings& causes) {
  const OptimizerOptions& optimizer = run.training.optimizer;
  constexpr double k_far = 0.1, k_near = 0.02;  // of their norm
  constexpr double k_worse = 1.05;              // times the loss of always predicting the shares of the classes
  if (run.is_diverged() || run.outcome.epochs_completed == 0 || run.weights.moved > k_far) return;
  if (run.has_learned_much() || (run.has_learned() && run.is_ill())) return;
  const bool is_above_baseline = run.training_metrics.loss > k_worse * run.baseline_loss;
  if (!is_above_baseline && run.weights.moved > k_near) return;
  // squared errors make larger gradients than classes do
  const double usual = traits_of(optimizer.kind).default_learning_rate / (run.is_classification() ? 1 : 5);
  constexpr double k_low = 3;
  const bool is_low = optimizer.learning_rate * k_low < usual;
  const int epochs = run.training.epochs;
  causes.push_back({.code = "too-little-training",
                    .severity = run.has_learned() ? Severity::warning : Severity::error,
                    .message = "there was too little training: in " + pluralized(epochs, "epoch") +
                               " at a learning rate of " + to_shortest(optimizer.learning_rate) +
                               " the weights moved by " + percent(run.weights.moved) + " of their norm",
                    .evidence = {{"moved", run.weights.moved},
                                 {"epochs", static_cast<std::int64_t>(epochs)},
                                 {"learning_rate", optimizer.learning_rate}},
                    .advice = is_low ? "raise the learning rate to the usual one" : "train longer",
                    .changes = is_low ? OptionChanges{{"lr", {to_shortest(usual)}}}
                                      : OptionChanges{{"epochs", {std::to_string(5 * epochs)}}}});
}

}  // namespace

void add_training_causes(const RunFacts& run, Findings& causes) {
  if (run.is_ill()) momentum(run, causes);
  weight_decay(run, causes);
  if (causes.empty() && run.is_ill()) learning_rate(run, causes);
  if (causes.empty()) too_little_training(run, causes);
}

}  // namespace reluscope
