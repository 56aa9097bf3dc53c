#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "model_file/onnx/context.hpp"
#include "model_file/onnx/external_data.hpp"
#include "model_file/onnx/model.hpp"

namespace reluscope {

/// A tensor of a graph that does not depend on the inputs, or only on how many rows they have.
struct OnnxConstant {
  std::vector<std::int64_t> dims;
  std::vector<double> values;  // row-major; in integers also k_row_count and k_unknown_extent
  bool is_integer = false;
  bool is_opaque = false;  // texts and the like, which have no values

  // Where it is stored, if it is stored with these values in this or another order of its axes.
  std::string tensor;              // empty: it is computed
  std::vector<std::int64_t> axes;  // of each axis that of the stored tensor; −1: none, an axis of one

  std::size_t rank() const { return dims.size(); }
};
using ConstantPtr = std::shared_ptr<const OnnxConstant>;

/// The number of rows in a shape, of which it is not known, and the extent of an axis that is not.
constexpr double k_row_count = std::numeric_limits<double>::quiet_NaN();
constexpr double k_unknown_extent = -std::numeric_limits<double>::infinity();

constexpr std::size_t k_most_axes = 8;

/// The tensor as it is stored; name: by which nodes know it, if the file can be rewritten there. Throws UserError if
/// its data do not fit its shape.
OnnxConstant constant_of(const OnnxTensor& tensor, const std::string& name, ExternalData& external,
                         OnnxContext& context);

/// "[?, 4]": −1 is an extent that is not known.
std::string shape_text(const std::vector<std::int64_t>& dims);

/// Puts axes of one behind those that there are.
void append_axes_of_one(OnnxConstant& constant, std::size_t count);

}  // namespace reluscope
