#pragma once

#include <optional>

#include "model/activation.hpp"
#include "model_file/onnx/model.hpp"
#include "model_file/onnx/stream.hpp"

namespace reluscope {

/// An activation that an exporter has written out in several nodes.
struct WrittenActivation {
  Stream argument;
  Activation activation;
  double scale = 1;  // of its results
};

/// What the last of those nodes, on two tensors of rows, ends: x·Sigmoid(x) is SiLU, x·(1 + Erf(x / √2)) is twice GELU,
/// and Max(x, a·x) a leaky ReLU. None if it is something else.
std::optional<WrittenActivation> written_activation(const OnnxNode& node, const Stream& a, const Stream& b);

}  // namespace reluscope
