#pragma once

#include <cstdint>
#include <optional>

#include "model_file/mlp_file.hpp"
#include "model_file/onnx/context.hpp"
#include "model_file/onnx/model.hpp"

namespace reluscope {

// What the type of an input, a number of TensorProto.DataType, says of the numbers that it takes.

/// None if it takes floating-point numbers, or the file does not say. Throws UserError if it takes no real numbers.
std::optional<WholeInputs> whole_inputs_of(const OnnxValueInfo& input, const OnnxContext& context);

/// Whether it is a floating-point type of 16 bits.
bool is_half_type(std::int64_t type);

}  // namespace reluscope
