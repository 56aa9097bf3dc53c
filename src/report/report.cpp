#include "report/report.hpp"

#include <algorithm>
#include <stdexcept>

#include "support/text.hpp"

namespace reluscope {

std::vector<std::string> Report::reasons(const std::vector<GateResult>& its_gates, bool allow_dead_network) const {
  std::vector<std::string> reasons = reasons_of(training);
  if (is_network_dead() && !allow_dead_network) reasons.push_back(dead_network_text(layers));
  for (const GateResult& gate : its_gates)
    if (!gate.passed) reasons.push_back(failure_of(gate));
  return reasons;
}

bool Report::is_network_dead() const {
  const Metric* const metric = find_metric(summary.metrics(), "network_dead");
  return metric != nullptr && metric->value != 0;
}

bool Report::allows_dead_network() const {
  const auto found = std::ranges::find(config, "allow_dead_network", &NamedValues::value_type::first);
  if (found == config.end()) return false;  // a report of 0.1.0
  const auto* const allows = std::get_if<bool>(&found->second);
  return allows != nullptr && *allows;
}

Activation Report::activation() const {
  return activation_named(model.layers.front().activation).value_or(Activation());
}

double Report::sparse_below() const {
  const auto found = std::ranges::find(config, "sparse_below", &NamedValues::value_type::first);
  if (found == config.end()) throw std::out_of_range("config has no sparse_below");
  return std::get<double>(found->second);
}

void Report::trim_history(HistoryDetail detail) {
  for (LayerDiagnosis& layer : layers) {
    if (detail != HistoryDetail::units) {
      layer.history.active_rows.clear();
      layer.history.max_preactivation.clear();
    }
    if (detail == HistoryDetail::none) layer.history = {};
  }
  if (detail == HistoryDetail::none && training && training->history.size() > 2)
    training->history.erase(training->history.begin() + 1, training->history.end() - 1);
}

std::vector<std::string> reasons_of(const std::optional<TrainingReport>& training) {
  if (training && training->status == TrainingStatus::diverged) return {"training diverged"};
  if (training && training->status == TrainingStatus::interrupted)
    return {"training was interrupted after epoch " + std::to_string(training->epochs_completed)};
  return {};
}

std::string dead_network_text(const std::vector<LayerDiagnosis>& layers) {
  std::vector<std::string> dead;
  for (std::size_t l = 0; l < layers.size(); ++l)
    if (layers[l].is_dead()) dead.push_back(std::to_string(l));
  const std::string whose =
      dead.empty() ? "a hidden layer" : (dead.size() > 1 ? "layers " : "layer ") + join_at_most(dead);
  return "the network is dead: every unit of " + whose + ", so its output is a constant";
}

std::string failure_of(const GateResult& gate) { return "gate failed: " + gate.rule + " (" + value_text(gate) + ")"; }

}  // namespace reluscope
