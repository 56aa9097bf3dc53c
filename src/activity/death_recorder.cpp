#include "activity/death_recorder.hpp"

namespace reluscope {
namespace {

bool somebody_died(const EpochActivity& before, const EpochActivity& now) {
  for (std::size_t l = 0; l < now.active_rows.size(); ++l)
    for (std::size_t i = 0; i < now.active_rows[l].size(); ++i)
      if (before.active_rows[l][i] > 0 && now.active_rows[l][i] == 0) return true;
  return false;
}

}  // namespace

Signal DeathRecorder::epoch_ended(int epoch, const Network<float>& /*network*/) {
  const std::vector<EpochActivity>& history = m_tracker.history();
  if (history.back().epoch != epoch) return Signal::go_on;  // not one that is looked at
  const auto now = std::make_shared<const TrainingState>(m_trainer.state());
  if (history.size() > 1 && somebody_died(history[history.size() - 2], history.back()))
    m_intervals.push_back({m_last_epoch, epoch, m_last, now});
  m_last_epoch = epoch;
  m_last = now;
  return Signal::go_on;
}

void DeathRecorder::training_ended(int epoch, const Network<float>& network) {
  if (m_last_epoch != epoch) epoch_ended(epoch, network);  // the tracker has looked once more
}

}  // namespace reluscope
