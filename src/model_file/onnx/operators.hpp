#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/activation.hpp"
#include "model_file/onnx/model.hpp"

namespace reluscope {

/// The number that a float32 stands for: 0.01, not 0.009999999776.
double decimal_of(double value);

/// The activation that a node applies to its first input, if it is one of those that networks here have. `reason` says
/// of a variant that is not what it is ("is an ELU with alpha 0.5; …"), else it stays as it is.
std::optional<Activation> activation_of(const OnnxNode& node, std::string& reason);

/// Whether a batch normalisation or a Dropout computes as in training: before version 7 of the operators is_test says
/// that it does not, and is 0 if it is left out.
bool is_untested(const OnnxNode& node, std::int64_t opset);

/// Whether an operator measures each row over its features, as layer normalisations do: ReduceMean and the like.
bool measures_rows(std::string_view op);

/// Why a node is not looked into: it has a graph of its own, or stands for one. None if it does not.
std::optional<std::string> foreign_code_of(const OnnxNode& node, const OnnxModel& model);

/// Why a node is read nowhere: "is a convolution; …". None if it may come after the last layer.
std::optional<std::string> refusal_of(const OnnxNode& node);

}  // namespace reluscope
