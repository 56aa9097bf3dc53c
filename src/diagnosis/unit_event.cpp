#include "diagnosis/unit_event.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace reluscope {
namespace {

void add_births(const EpochActivity& start, std::vector<UnitEvent>& events) {
  for (std::size_t l = 0; l < start.active_rows.size(); ++l)
    for (std::size_t i = 0; i < start.active_rows[l].size(); ++i)
      if (start.active_rows[l][i] == 0) events.push_back({start.epoch, l, i, EventType::born_dead, std::nullopt});
}

}  // namespace

Blame dominant_of(const PreactivationChange& change) {
  const double sign = change.total < 0 ? -1 : 1;
  if (sign * change.bias >= std::max(sign * change.weights, sign * change.inputs)) return Blame::bias;
  return sign * change.weights >= sign * change.inputs ? Blame::weights : Blame::inputs;
}

std::vector<UnitEvent> unit_events(std::span<const EpochActivity> history, std::span<const DeathReport> deaths) {
  std::map<std::tuple<int, std::size_t, std::size_t>, const Autopsy*> autopsies;
  for (const DeathReport& death : deaths)
    autopsies[{death.found_epoch, death.id.layer, death.id.unit}] = &death.autopsy;
  std::vector<UnitEvent> events;
  add_births(history.front(), events);
  for (const EpochActivity& activity : history) {
    for (const auto& [layer, unit, change] : activity.switches) {
      const bool died = activity.active_rows[layer][unit] == 0;
      Cause cause{change, dominant_of(change), std::nullopt};
      const auto autopsy = autopsies.find({activity.epoch, layer, unit});
      if (died && autopsy != autopsies.end()) cause.autopsy = *autopsy->second;
      events.push_back({activity.epoch, layer, unit, died ? EventType::died : EventType::revived, std::move(cause)});
    }
  }
  return events;
}

}  // namespace reluscope
