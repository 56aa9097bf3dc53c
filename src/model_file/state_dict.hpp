#pragma once

#include <string>
#include <string_view>

#include "model_file/mlp_file.hpp"

namespace reluscope {

/// Reads a state dict in safetensors: matrices "NAME.weight", each with its "NAME.bias" or without one, in the order of
/// order_of_modules; batch normalisations with running statistics (ε = 1e-5, as torch.nn.BatchNorm1d has it) are folded
/// into them. Throws UserError if they do not form a chain, are not finite, or there is any other tensor. `name`: of
/// the file.
MlpFile parse_mlp_file(std::string_view bytes, const std::string& name, const ModelFileOptions& options = {});

}  // namespace reluscope
