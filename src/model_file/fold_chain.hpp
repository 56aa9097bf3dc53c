#pragma once

#include <string>

#include "model_file/chain_step.hpp"
#include "model_file/mlp_file.hpp"

namespace reluscope {

/// Makes a network of a chain of steps, in double, and rounds once. Affine steps are folded into the layer before them,
/// or behind an activation into the layer after it; before the first layer they are kept as scaling of the inputs if
/// all their scales are above 0, else folded. Layers without an activation between them become one. What follows the
/// last layer is cut off from the first step on that is not affine. Notes say so. file: its name; origin: what messages
/// on a step end with ("; the file was written by …"). Throws UserError if
/// the widths do not fit, a value is not finite or does not fit float32, an activation or another step is where none
/// may be, or hidden layers have different activations.
MlpFile fold_chain(const Chain& chain, const std::string& file, const std::string& origin = "");

}  // namespace reluscope
