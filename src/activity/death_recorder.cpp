#include "activity/death_recorder.hpp"

#include <algorithm>

namespace reluscope {
namespace {

bool somebody_died(const EpochActivity& look) {
  return std::ranges::any_of(
      look.switches, [&](const UnitSwitch& change) { return look.active_rows[change.layer][change.unit] == 0; });
}

}  // namespace

Signal DeathRecorder::epoch_ended(int epoch, const Network<float>& /*network*/) {
  const std::vector<EpochActivity>& history = m_tracker.history();
  if (history.back().epoch != epoch) return Signal::go_on;  // not one that is looked at
  const auto now = std::make_shared<const TrainingState>(m_trainer.state());
  if (somebody_died(history.back())) m_intervals.push_back({m_last_epoch, epoch, m_last, now});
  m_last_epoch = epoch;
  m_last = now;
  return Signal::go_on;
}

void DeathRecorder::training_ended(int epoch, const Network<float>& network) {
  if (m_last_epoch != epoch) epoch_ended(epoch, network);  // the tracker has looked once more
}

}  // namespace reluscope
