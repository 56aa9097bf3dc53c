#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "stats/activity_tracker.hpp"
#include "diagnosis/autopsy/autopsy.hpp"
#include "diagnosis/lifecycle.hpp"

namespace reluscope {

/// The parts of a change of a unit's mean pre-activation.
enum class Blame { bias, weights, inputs };

/// Why a unit died or came back.
struct Cause {
  PreactivationChange change;  // since the look before
  Blame dominant = Blame::bias;
  std::optional<Autopsy> autopsy;  // of a death, where one was asked for
};

struct ExplainedEvent {
  Event event;
  std::optional<Cause> cause;  // who is born dead has none
};

/// The part that goes farthest in the direction of the whole change.
Blame dominant_of(const PreactivationChange& change);

/// Puts events and causes together. history: of the run the events are of; deaths: the autopsies, none where there were
/// none.
std::vector<ExplainedEvent> explain(std::span<const Event> events, std::span<const EpochActivity> history,
                                    std::span<const DeathReport> deaths);

/// As in the report: "bias", "weights", "inputs".
std::string_view name_of(Blame blame);

}  // namespace reluscope
