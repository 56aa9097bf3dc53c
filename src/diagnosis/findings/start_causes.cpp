#include <algorithm>
#include <cmath>

#include "diagnosis/findings/causes.hpp"
#include "diagnosis/findings/wording.hpp"
#include "support/shell.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr double k_tiny_gain = 1e-5, k_small_gain = 0.01, k_large_gain = 10;  // through all layers

std::string numbers_text(const std::vector<double>& numbers) {
  std::vector<std::string> texts;
  for (const double number : numbers) texts.push_back(to_significant(number, 2));
  return join_at_most(texts, 6);
}

/// The spread of z, layer by layer.
std::vector<double> spreads_of(const StartEvidence& start) {
  std::vector<double> spreads;
  for (const LayerStart& layer : start.layers) spreads.push_back(layer.spread);
  spreads.pop_back();  // that of the last is not measured
  return spreads;
}

std::vector<double> gains_of(const StartEvidence& start) {
  std::vector<double> gains;
  for (const LayerStart& layer : start.layers) gains.push_back(layer.gain);
  return gains;
}

/// A change of the weights, or words if they come from a file.
void advise(const RunFacts& run, OptionChanges changes, const std::string& advice, Finding& finding) {
  if (run.weights_from_file) {
    finding.advice = "check how the model of --init-from was made";
    return;
  }
  finding.advice = advice;
  finding.changes = std::move(changes);
}

std::string weights_message(const RunFacts& run, double gain) {
  const StartEvidence& start = run.start;
  for (std::size_t l = 0; l < start.layers.size(); ++l)
    if (start.layers[l].gain == 0)
      return "all weights of " +
             (l + 1 < start.layers.size() ? "layer " + std::to_string(l) : std::string("the output layer")) +
             " start at 0: its units are all the same, and no gradient passes it";
  return std::string("the weights start too ") + (gain < 1 ? "small" : "large") + ": " + numbers_text(gains_of(start)) +
         " times the scale of He et al. 2015, layer by layer; z spreads by " + numbers_text(spreads_of(start)) +
         " over the rows";
}

void initial_weights(const RunFacts& run, Findings& causes) {
  const double gain = run.start.gain();
  const bool is_small = gain<k_small_gain, is_large = gain> k_large_gain;
  const bool is_harmful = run.is_ill() || !run.has_learned_much() || gain < k_tiny_gain;
  // a model that was trained may have large weights by right
  const bool is_odd = is_large && (run.is_ill() || !run.weights_from_file);
  if (!is_odd && !(is_small && is_harmful)) return;
  const std::vector<double> spreads = spreads_of(run.start);
  Finding finding{.code = "initial-weights",
                  .severity = run.is_gravely_ill() ? Severity::error : Severity::warning,
                  .message = weights_message(run, gain),
                  .evidence = {{"gain", gain}, {"first_spread", spreads.front()}, {"last_spread", spreads.back()}},
                  .advice = {}};
  const bool is_rectifier = traits_of(run.network.activation().kind).is_rectifier;
  advise(run, {{"init", {is_rectifier ? "he_normal" : "xavier_normal"}}}, "start with weights of the usual scale",
         finding);
  causes.push_back(std::move(finding));
}

void initial_biases(const RunFacts& run, Findings& causes) {
  if (!run.is_ill() && run.initialization.bias != BiasInit::constant && run.initialization.bias != BiasInit::normal)
    return;
  constexpr double k_far = 1;  // times the spread of z
  const auto is_far = [](const LayerStart& layer) { return layer.spread > 0 && layer.bias > k_far * layer.spread; };
  const auto far = std::ranges::find_if(run.start.layers, is_far);
  if (far == run.start.layers.end()) return;
  const LayerStart& start = *far;
  const auto layer = far - run.start.layers.begin();
  Finding finding{.code = "initial-biases",
                  .severity = run.is_gravely_ill() ? Severity::error : Severity::warning,
                  .message = "the biases start far from 0: " + to_significant(start.bias) + " in layer " +
                             std::to_string(layer) + ", where z spreads by " + to_significant(start.spread) +
                             " over the rows",
                  .evidence = {{"layer", std::int64_t{layer}},
                               {"bias", start.bias},
                               {"spread", start.spread},
                               {"ratio", start.bias / start.spread}},
                  .advice = {}};
  advise(run, {{"bias-init", {"zeros"}}}, "start with biases of 0", finding);
  causes.push_back(std::move(finding));
}

/// Layers so narrow, and so many of them, that some are dead as a whole before the first step.
void narrow_layers(const RunFacts& run, Findings& causes) {
  constexpr double k_likely = 0.1;
  if (!traits_of(run.network.activation().kind).can_die) return;
  const double probability = born_dead_probability(run.network);
  constexpr std::size_t k_deep = 4;
  const std::size_t hidden = run.network.hidden_layer_count();
  const bool has_dead_layer = std::ranges::any_of(run.layers, &LayerDiagnosis::is_dead);
  const bool is_harmed = has_dead_layer || !run.has_learned() || (hidden >= k_deep && run.has_many_dead());
  if (probability < k_likely || !is_harmed) return;
  std::size_t narrowest = run.network.layers().front().units();
  for (std::size_t l = 0; l < hidden; ++l) narrowest = std::min(narrowest, run.network.layers()[l].units());
  Finding finding{.code = "narrow-layers",
                  .severity = Severity::error,
                  .message = "the network is narrow and deep: " + percent(probability) + " of networks of " +
                             pluralized(static_cast<std::int64_t>(hidden), "hidden layer") + ", the narrowest of " +
                             pluralized(static_cast<std::int64_t>(narrowest), "unit") +
                             ", start with a dead layer (Lu et al. 2020)",
                  .evidence = {{"hidden_layers", static_cast<std::int64_t>(hidden)},
                               {"narrowest", static_cast<std::int64_t>(narrowest)},
                               {"probability", probability}},
                  .advice = {}};
  advise(run, {{"hidden", {"64", "32"}}}, "use fewer and wider layers", finding);
  causes.push_back(std::move(finding));
}

}  // namespace

void add_start_causes(const RunFacts& run, Findings& causes) {
  initial_weights(run, causes);
  initial_biases(run, causes);
  narrow_layers(run, causes);
}

}  // namespace reluscope
