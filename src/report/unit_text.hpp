#pragma once

#include <string>
#include <vector>

#include "diagnosis/diagnosis.hpp"
#include "diagnosis/unit_event.hpp"

namespace reluscope {

// What is said of a single unit, in words.

/// The units that were ever dead, the worst first: dead ones, those that cannot revive before the others, then those
/// that died most often, then the longest dead.
std::vector<UnitId> worst_first(const std::vector<LayerDiagnosis>& layers);

/// "born dead, died 2 times, last in epoch 7, back since epoch 9"
std::string past_of(const Lifecycle& life);

/// Whether a dead unit can revive: "for good", or "may revive (layers below, 17 %)" with what may bring it back and the
/// measured share of such units that came back; empty for a unit that is not dead.
std::string outlook_of(const UnitDiagnosis& unit);

/// The inputs for which a dead unit is known to be dead: "the training rows"; empty of any other.
std::string dead_inputs_of(const UnitDiagnosis& unit);

/// The cause of the unit's last death; null if it has not died.
const Cause* last_death(const std::vector<UnitEvent>& events, UnitId id);

/// "killed in epoch 3, step 37, by line 1204 (83 % of the step's effect; fare is 9.7 σ)"
std::string death_of(const Autopsy& autopsy);

/// Why the unit last died: the autopsy, or what moved it; "–" if it has not died.
std::string why_it_died(const std::vector<UnitEvent>& events, UnitId id);

}  // namespace reluscope
