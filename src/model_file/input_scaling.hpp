#pragma once

#include <string>

#include "model_file/mlp_file.hpp"

namespace reluscope {

/// Makes the scaling of the inputs, if there is one, a part of the first layer: the network takes raw inputs after
/// that. file: its name. Throws UserError if a weight would not fit float32.
void fold_scaling(MlpFile& mlp, const std::string& file);

}  // namespace reluscope
