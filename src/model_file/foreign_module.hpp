#pragma once

#include <optional>
#include <string>
#include <vector>

namespace reluscope {

/// What a tensor that belongs to no Linear and no BatchNorm1d is of, and what to do: "is of a weight_norm; …". None if
/// nothing can be said. name: of the tensor; shape: its own; siblings: the parts of the same module ("weight", "bias").
std::optional<std::string> foreign_tensor(const std::string& name, const std::vector<std::size_t>& shape,
                                          const std::vector<std::string>& siblings);

/// What a Linear layer must be, going by its name, if that is no part of a chain: "a shortcut (residual connection)".
std::optional<std::string> foreign_linear(const std::string& name, bool has_bias);

}  // namespace reluscope
