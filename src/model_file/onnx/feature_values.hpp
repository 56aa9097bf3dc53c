#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "model_file/chain_step.hpp"
#include "model_file/onnx/constant.hpp"
#include "model_file/onnx/context.hpp"
#include "model_file/onnx/row_shape.hpp"

namespace reluscope {

/// A constant on the features: one value, or one for each.
struct FeatureValues {
  std::vector<double> values;
  std::string tensor;        // in which it is stored, with a place for each feature; empty: none
  std::size_t axis = 0;      // of that tensor
  bool is_computed = false;  // one for each feature, but not stored so

  double of(std::size_t feature) const { return values[values.size() == 1 ? 0 : feature]; }
};

/// shape: of the rows (becomes that of the result). Throws UserError if the constant does not fit their features.
FeatureValues feature_values_of(const OnnxConstant& constant, RowShape& shape, const OnnxNode& node,
                                OnnxContext& context);

/// The step goes with the constant when units are dropped.
void note_tensor(const FeatureValues& constant, ChainStep& step);

}  // namespace reluscope
