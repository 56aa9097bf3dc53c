#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "model_file/safetensors.hpp"

namespace reluscope {

/// A module of a state dict that a chain may have: a Linear, or a BatchNorm1d with running statistics.
struct StateModule {
  std::string name;        // as in the file; "" of a model that is one module
  std::string short_name;  // without the prefixes of wrappers and of the network
  const StoredTensor* weight = nullptr;
  const StoredTensor* bias = nullptr;          // null: none
  const StoredTensor* running_mean = nullptr;  // null of a Linear
  const StoredTensor* running_var = nullptr;

  bool is_norm() const { return running_mean != nullptr; }
  std::size_t inputs() const { return is_norm() ? running_mean->shape[0] : weight->shape[1]; }
  std::size_t units() const { return is_norm() ? running_mean->shape[0] : weight->shape[0]; }
  /// Of one of its tensors: "fc1.weight".
  std::string tensor(const std::string& part) const { return name.empty() ? part : name + "." + part; }
};

/// The modules of the tensors whose names start with `prefix`, in the order of their names. `content` must live on.
/// believes_names: refuse modules whose names say that they are no part of a chain (shortcut, embedding). Throws
/// UserError, which names tensor and module, on whatever is neither Linear nor BatchNorm1d; counters are left out.
std::vector<StateModule> modules_of(const StoredFile& content, const std::vector<std::string>& prefixes,
                                    bool believes_names, const std::string& file);

}  // namespace reluscope
