#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/activation.hpp"
#include "model_file/mlp_file.hpp"

namespace reluscope {

/// x ↦ W·x + b.
struct LinearStep {
  std::string name;  // of the layer, as the file has it
  std::size_t inputs = 0, units = 0;
  std::vector<double> weights;  // units × inputs
  std::vector<double> bias;     // units, or none
};

/// x ↦ scale∘x + shift. Either has one value for all features, or one for each.
struct AffineStep {
  std::vector<double> scale = {1}, shift = {0};
};

/// Something that is none of the others, and may only come after the last layer.
struct OtherStep {
  std::string reason;  // why it is not read between layers
};

/// What a file does to a row of features, step by step. Readers of formats make chains of steps, which fold_chain makes
/// a network of.
struct ChainStep {
  std::string title;      // for messages: "layer 'fc1'", "node 'Gemm_3' (Gemm)"
  std::string operation;  // for notes: "Linear", "Softmax"
  std::variant<LinearStep, AffineStep, Activation, OtherStep> what;
  std::vector<UnitTensor> input_tensors;  // of a LinearStep: what has a place for each of its inputs
  std::vector<UnitTensor> unit_tensors;   // what has a place for each of its results
  std::string bias_tensor;                // one of those, which is added to the results …
  std::vector<double> bias_scale = {1};   // … so many times, all or each; no name: there is none
  bool is_rewritable = true;              // else no place of any of its tensors can be dropped
};

using Chain = std::vector<std::shared_ptr<const ChainStep>>;

}  // namespace reluscope
