#include "diagnosis/cause.hpp"

#include <algorithm>

namespace reluscope {
namespace {

const PreactivationChange& change_of(const Event& event, std::span<const EpochActivity> history) {
  const EpochActivity& look = *std::ranges::find(history, event.epoch, &EpochActivity::epoch);
  return std::ranges::find_if(look.switches,
                              [&](const LivenessChange& s) { return s.layer == event.layer && s.unit == event.unit; })
      ->change;
}

std::optional<Autopsy> autopsy_of(const Event& event, std::span<const DeathReport> deaths) {
  if (event.type != EventType::died) return std::nullopt;
  const auto found = std::ranges::find_if(deaths, [&](const DeathReport& death) {
    return death.found_epoch == event.epoch && death.id.layer == event.layer && death.id.unit == event.unit;
  });
  if (found == deaths.end()) return std::nullopt;
  return found->autopsy;
}

}  // namespace

Blame dominant_of(const PreactivationChange& change) {
  const double sign = change.total < 0 ? -1 : 1;
  if (sign * change.bias >= std::max(sign * change.weights, sign * change.inputs)) return Blame::bias;
  return sign * change.weights >= sign * change.inputs ? Blame::weights : Blame::inputs;
}

std::vector<ExplainedEvent> explain(std::span<const Event> events, std::span<const EpochActivity> history,
                                    std::span<const DeathReport> deaths) {
  std::vector<ExplainedEvent> explained;
  for (const Event& event : events) {
    ExplainedEvent& entry = explained.emplace_back(ExplainedEvent{.event = event});
    if (event.type == EventType::born_dead) continue;
    const PreactivationChange& change = change_of(event, history);
    entry.cause = {change, dominant_of(change), autopsy_of(event, deaths)};
  }
  return explained;
}

std::string_view name_of(Blame blame) {
  switch (blame) {
    case Blame::bias:
      return "bias";
    case Blame::weights:
      return "weights";
    case Blame::inputs:
      return "inputs";
  }
  return "";
}

}  // namespace reluscope
