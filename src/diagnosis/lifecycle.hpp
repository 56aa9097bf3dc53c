#pragma once

#include <optional>
#include <span>
#include <vector>

#include "stats/activity_tracker.hpp"

namespace reluscope {

/// A time during which a unit was dead, in tracked epochs.
struct DeadSpell {
  int from = 0;                   // the first epoch of it; 0: born dead
  int to = 0;                     // the last one
  std::optional<int> revived_at;  // the tracked epoch after `to`; none: still dead
};

/// When a unit was dead.
struct Lifecycle {
  std::vector<DeadSpell> dead_spells;  // in time order

  bool born_dead() const { return !dead_spells.empty() && dead_spells.front().from == 0; }
  bool is_dead() const { return !dead_spells.empty() && !dead_spells.back().revived_at; }
  /// Of its last death. A unit that is born dead has not died.
  std::optional<int> died_epoch() const;
  /// How often it died, and how often it revived. dead = born_dead + deaths − revivals, of any set of units.
  int deaths() const { return static_cast<int>(dead_spells.size()) - (born_dead() ? 1 : 0); }
  int revivals() const { return static_cast<int>(dead_spells.size()) - (is_dead() ? 1 : 0); }
};

/// Per hidden layer and unit, from the active rows of the tracked epochs, the first of which is epoch 0.
std::vector<std::vector<Lifecycle>> lifecycles_of(std::span<const EpochActivity> history);

}  // namespace reluscope
