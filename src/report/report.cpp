#include "report/report.hpp"

#include <algorithm>
#include <stdexcept>

#include "support/text.hpp"

namespace reluscope {

std::vector<std::string> Report::reasons() const { return reasons_of(training, gates); }

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
}

std::vector<std::string> reasons_of(const std::optional<TrainingReport>& training) {
  if (training && training->status == TrainingStatus::diverged) return {"training diverged"};
  if (training && training->status == TrainingStatus::interrupted)
    return {"training was interrupted after epoch " + std::to_string(training->epochs_completed)};
  return {};
}

std::vector<std::string> reasons_of(const std::optional<TrainingReport>& training,
                                    const std::vector<GateResult>& gates) {
  std::vector<std::string> reasons = reasons_of(training);
  for (const GateResult& gate : gates)
    if (!gate.passed) reasons.push_back(failure_of(gate.rule, gate.value));
  return reasons;
}

std::string failure_of(const std::string& rule, double value) {
  return "gate failed: " + rule + " (value " + to_significant(value, 6) + ")";
}

}  // namespace reluscope
