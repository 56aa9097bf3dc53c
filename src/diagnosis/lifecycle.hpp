#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "stats/activity_tracker.hpp"

namespace reluscope {

/// A time during which a unit was dead, in epochs that were looked at.
struct DeadSpell {
  int from = 0;                   // the first epoch of it; 0: born dead
  int to = 0;                     // the last one
  std::optional<int> revived_at;  // the look after `to`; none: still dead
};

/// A unit's biography.
struct Lifecycle {
  std::vector<DeadSpell> dead_spells;  // in time order

  bool born_dead() const { return !dead_spells.empty() && dead_spells.front().from == 0; }
  bool is_dead() const { return !dead_spells.empty() && !dead_spells.back().revived_at; }
  /// Of its last death. Who is born dead has not died.
  std::optional<int> died_epoch() const;
  /// How often it died, and how often it came back. dead = born_dead + deaths − revivals, of any set of units.
  int deaths() const { return static_cast<int>(dead_spells.size()) - (born_dead() ? 1 : 0); }
  int revivals() const { return static_cast<int>(dead_spells.size()) - (is_dead() ? 1 : 0); }
};

enum class EventType { born_dead, died, revived };

struct Event {
  int epoch = 0;
  std::size_t layer = 0;
  std::size_t unit = 0;
  EventType type = EventType::died;

  bool operator==(const Event&) const = default;
};

/// Per hidden layer and unit, from the active rows of the epochs that were looked at, the first of which is epoch 0.
std::vector<std::vector<Lifecycle>> lifecycles_of(std::span<const EpochActivity> history);

/// What happened to all units, by epoch, then layer, then unit.
std::vector<Event> events_of(std::span<const std::vector<Lifecycle>> layers);

/// As in the report: "born_dead", "died", "revived".
std::string_view name_of(EventType type);

}  // namespace reluscope
