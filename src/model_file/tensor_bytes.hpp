#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "model_file/model_rewriter.hpp"

namespace reluscope {

/// The float types of tensors in files.
enum class FloatType { f64, f32, f16, bf16 };

std::size_t size_of(FloatType type);

/// The values as little-endian bytes, each rounded to the nearest value of the type, to even between two. Throws
/// UserError, with the title of the tensor, if the type has none that is finite.
std::string float_bytes(const std::vector<double>& values, FloatType type, const std::string& title);

/// The shape with the edit's places alone. Throws UserError, with the title, if it has no such axis or place.
std::vector<std::size_t> edited_shape(std::vector<std::size_t> shape, const TensorEdit& edit, const std::string& title);

/// Of a row-major tensor, whose bytes fill the shape, those of the places that stay. edited_shape has taken the edit.
std::string kept_bytes(std::string_view bytes, const std::vector<std::size_t>& shape, std::size_t element_size,
                       const TensorEdit& edit);

}  // namespace reluscope
