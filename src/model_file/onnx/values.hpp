#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "model_file/onnx/context.hpp"
#include "model_file/onnx/external_data.hpp"
#include "model_file/onnx/model.hpp"
#include "model_file/onnx/stream.hpp"

namespace reluscope {

/// What the names of a graph stand for, as far as its nodes have been visited.
class OnnxValues {
 public:
  /// All must live on. Throws UserError if two stored tensors have one name.
  OnnxValues(const OnnxModel& model, ExternalData& external, OnnxContext& context);

  bool is_stored(std::string_view name) const { return m_initializers.contains(name); }
  /// Null if nothing makes it. A stored tensor is read when it is first asked for.
  const GraphValue* find(std::string_view name);
  /// Throws UserError if nothing makes one of them.
  std::vector<GraphValue> inputs_of(const OnnxNode& node);
  void set(std::string_view name, GraphValue value);

 private:
  ExternalData& m_external;
  OnnxContext& m_context;
  std::unordered_map<std::string_view, const OnnxTensor*> m_initializers;
  std::unordered_map<std::string_view, GraphValue> m_values;
};

}  // namespace reluscope
