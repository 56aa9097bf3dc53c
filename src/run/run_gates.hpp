#pragma once

#include <optional>
#include <vector>

#include "data/dataset.hpp"
#include "diagnosis/gate.hpp"
#include "run/run_spec.hpp"

namespace reluscope {

// Gates are checked before a run: an hour of training is a late moment to learn of a typing error.

/// Throws UserError if the rule is on what no run has.
void check_gate(const Gate& gate);

/// Throws UserError if a rule of the run is on what it will not have: the accuracy of a regression, the held-out loss
/// of a run that holds nothing out, a layer too many.
void check_gates(const RunSpec& spec, const Dataset& dataset);

/// The same of a report on a trained network with so many hidden layers. task: none if there is no target to predict.
void check_gates(const std::vector<Gate>& gates, const std::optional<Task>& task, std::size_t hidden_layers);

}  // namespace reluscope
