#include "diagnosis/lifecycle.hpp"

namespace reluscope {

std::optional<int> Lifecycle::died_epoch() const {
  if (dead_spells.empty() || dead_spells.back().from == 0) return std::nullopt;
  return dead_spells.back().from;
}

std::vector<std::vector<Lifecycle>> lifecycles_of(std::span<const EpochActivity> history) {
  std::vector<std::vector<Lifecycle>> layers;
  for (const auto& active_rows : history.front().active_rows) layers.emplace_back(active_rows.size());
  for (const EpochActivity& activity : history) {
    for (std::size_t l = 0; l < layers.size(); ++l) {
      for (std::size_t i = 0; i < layers[l].size(); ++i) {
        Lifecycle& unit = layers[l][i];
        const bool was_dead = unit.is_dead(), is_dead = activity.active_rows[l][i] == 0;
        if (is_dead && !was_dead) unit.dead_spells.push_back({.from = activity.epoch});
        if (is_dead) unit.dead_spells.back().to = activity.epoch;
        if (!is_dead && was_dead) unit.dead_spells.back().revived_at = activity.epoch;
      }
    }
  }
  return layers;
}

}  // namespace reluscope
