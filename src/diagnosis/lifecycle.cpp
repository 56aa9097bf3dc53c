#include "diagnosis/lifecycle.hpp"

#include <algorithm>
#include <tuple>

namespace reluscope {

std::optional<int> Lifecycle::died_epoch() const {
  if (dead_spells.empty() || dead_spells.back().from == 0) return std::nullopt;
  return dead_spells.back().from;
}

std::vector<std::vector<Lifecycle>> lifecycles_of(std::span<const EpochActivity> history) {
  std::vector<std::vector<Lifecycle>> layers;
  for (const auto& active_rows : history.front().active_rows) layers.emplace_back(active_rows.size());
  for (const EpochActivity& look : history) {
    for (std::size_t l = 0; l < layers.size(); ++l) {
      for (std::size_t i = 0; i < layers[l].size(); ++i) {
        Lifecycle& unit = layers[l][i];
        const bool was_dead = unit.is_dead(), is_dead = look.active_rows[l][i] == 0;
        if (is_dead && !was_dead) unit.dead_spells.push_back({.from = look.epoch});
        if (is_dead) unit.dead_spells.back().to = look.epoch;
        if (!is_dead && was_dead) unit.dead_spells.back().revived_at = look.epoch;
      }
    }
  }
  return layers;
}

std::vector<Event> events_of(std::span<const std::vector<Lifecycle>> layers) {
  std::vector<Event> events;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    for (std::size_t i = 0; i < layers[l].size(); ++i) {
      for (const DeadSpell& spell : layers[l][i].dead_spells) {
        events.push_back({spell.from, l, i, spell.from == 0 ? EventType::born_dead : EventType::died});
        if (spell.revived_at) events.push_back({*spell.revived_at, l, i, EventType::revived});
      }
    }
  }
  std::ranges::sort(events, {}, [](const Event& e) { return std::tuple(e.epoch, e.layer, e.unit); });
  return events;
}

std::string_view name_of(EventType type) {
  switch (type) {
    case EventType::born_dead:
      return "born_dead";
    case EventType::died:
      return "died";
    case EventType::revived:
      return "revived";
  }
  return "";
}

}  // namespace reluscope
