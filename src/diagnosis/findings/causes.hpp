#pragma once

#include "diagnosis/findings/finding.hpp"
#include "diagnosis/findings/run_facts.hpp"

namespace reluscope {

/// What is to blame, in the order in which it is to be fixed: the data, the start, the steps, decay, too little
/// training. A cause of a later kind is named only if none of an earlier kind explains what is wrong.
Findings causes_of(const RunFacts& run);

/// Of the data or of the start: it acts before the first step.
bool works_before_training(const Finding& cause);
/// Whether the finding is one that these functions make, or a birth of dead units without a cause.
bool is_cause(const Finding& finding);

// The parts, in this order.

/// Inputs from which nothing can be learned, values that cannot be right, inputs and targets that are not scaled.
void add_data_causes(const RunFacts& run, Findings& causes);
/// Weights and biases of the wrong size, layers that are too narrow for so many.
void add_start_causes(const RunFacts& run, Findings& causes);
/// Steps that are too large, weights that decay to nothing, or too few steps.
void add_training_causes(const RunFacts& run, Findings& causes);

}  // namespace reluscope
