#include "stats/death_recorder.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace reluscope {
namespace {

constexpr std::size_t k_most_checkpoints = 8;

bool any_died(const EpochActivity& epoch) {
  return std::ranges::any_of(
      epoch.switches, [&](const LivenessChange& change) { return epoch.active_rows[change.layer][change.unit] == 0; });
}

}  // namespace

std::uint64_t hash_of(std::span<const float> parameters) {
  return std::hash<std::string_view>()({reinterpret_cast<const char*>(parameters.data()), parameters.size_bytes()});
}

ObserverDecision DeathRecorder::epoch_ended(const EpochEnd& end) {
  const std::vector<EpochActivity>& history = m_tracker.history();
  if (history.back().epoch != end.epoch) return ObserverDecision::proceed;  // it was not evaluated
  const std::span<const float> parameters = end.network.parameters();
  if (any_died(history.back()))
    m_intervals.push_back({.from_epoch = m_last_epoch, .to_epoch = end.epoch, .end_hash = hash_of(parameters)});
  m_last_epoch = end.epoch;
  if (m_evaluations++ % m_spacing != 0) return ObserverDecision::proceed;
  m_checkpoints[end.epoch] =
      std::make_shared<const TrainingState>(TrainingState{{parameters.begin(), parameters.end()}, end.optimizer});
  if (m_checkpoints.size() <= k_most_checkpoints) return ObserverDecision::proceed;
  m_spacing *= 2;  // every second one goes
  for (auto next = std::next(m_checkpoints.begin()); next != m_checkpoints.end();) {
    next = m_checkpoints.erase(next);
    if (next != m_checkpoints.end()) ++next;
  }
  return ObserverDecision::proceed;
}

void DeathRecorder::training_ended(const EpochEnd& end) {
  if (m_last_epoch != end.epoch) epoch_ended(end);  // the tracker has evaluated once more
}

std::vector<DeathInterval> DeathRecorder::intervals() const {
  std::vector<DeathInterval> intervals = m_intervals;
  for (DeathInterval& interval : intervals) {
    const auto checkpoint = std::prev(m_checkpoints.upper_bound(interval.from_epoch));
    interval.start_epoch = checkpoint->first;
    interval.start = checkpoint->second;
  }
  return intervals;
}

}  // namespace reluscope
