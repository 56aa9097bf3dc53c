#include "stats/death_recorder.hpp"

#include <algorithm>

namespace reluscope {
namespace {

bool somebody_died(const EpochActivity& look) {
  return std::ranges::any_of(
      look.switches, [&](const LivenessChange& change) { return look.active_rows[change.layer][change.unit] == 0; });
}

}  // namespace

ObserverDecision DeathRecorder::epoch_ended(const EpochEnd& end) {
  const std::vector<EpochActivity>& history = m_tracker.history();
  if (history.back().epoch != end.epoch) return ObserverDecision::proceed;  // not one that is looked at
  const std::span<const float> parameters = end.network.parameters();
  const auto now =
      std::make_shared<const TrainingState>(TrainingState{{parameters.begin(), parameters.end()}, end.optimizer});
  if (somebody_died(history.back())) m_intervals.push_back({m_last_epoch, end.epoch, m_last, now});
  m_last_epoch = end.epoch;
  m_last = now;
  return ObserverDecision::proceed;
}

void DeathRecorder::training_ended(const EpochEnd& end) {
  if (m_last_epoch != end.epoch) epoch_ended(end);  // the tracker has looked once more
}

}  // namespace reluscope
