#pragma once

#include <optional>
#include <span>
#include <vector>

#include "diagnosis/autopsy/autopsy.hpp"
#include "stats/activity_tracker.hpp"
#include "support/names.hpp"

namespace reluscope {

/// The parts of a change of a unit's mean pre-activation.
enum class Blame { bias, weights, inputs };
template <>
inline constexpr auto k_words<Blame> =
    std::to_array<Word<Blame>>({{Blame::bias, "bias"}, {Blame::weights, "weights"}, {Blame::inputs, "inputs"}});

/// Why a unit died or revived.
struct Cause {
  PreactivationChange change;  // since the previous tracked epoch
  Blame dominant = Blame::bias;
  std::optional<Autopsy> autopsy;  // of a death, with --autopsy
};

enum class EventType { born_dead, died, revived };
template <>
inline constexpr auto k_words<EventType> = std::to_array<Word<EventType>>({{EventType::born_dead, "born_dead"},
                                                                           {EventType::died, "died"},
                                                                           {EventType::revived, "revived"}});

struct UnitEvent {
  int epoch = 0;  // the first tracked epoch that shows it
  std::size_t layer = 0;
  std::size_t unit = 0;
  EventType type = EventType::died;
  std::optional<Cause> cause;  // none if it was born dead
};

/// The part that goes farthest in the direction of the whole change.
Blame dominant_of(const PreactivationChange& change);

/// What happened to all units, by epoch, then layer, then unit. deaths: the autopsies of some of the deaths.
std::vector<UnitEvent> unit_events(std::span<const EpochActivity> history, std::span<const DeathReport> deaths);

}  // namespace reluscope
