#include "model_file/onnx/values.hpp"

#include <memory>
#include <string>
#include <utility>

#include "support/text.hpp"

namespace reluscope {

OnnxValues::OnnxValues(const OnnxModel& model, ExternalData& external, OnnxContext& context)
    : m_external(external), m_context(context) {
  for (const OnnxTensor& tensor : model.initializers)
    if (!m_initializers.emplace(tensor.name, &tensor).second)
      context.fail("tensor " + in_quotes(tensor.name) + " is there twice; the file is damaged; export the model again");
}

const GraphValue* OnnxValues::find(std::string_view name) {
  if (const auto known = m_values.find(name); known != m_values.end()) return &known->second;
  const auto stored = m_initializers.find(name);
  if (stored == m_initializers.end()) return nullptr;
  GraphValue value;
  value.constant =
      std::make_shared<const OnnxConstant>(constant_of(*stored->second, std::string(name), m_external, m_context));
  return &(m_values[name] = std::move(value));
}

std::vector<GraphValue> OnnxValues::inputs_of(const OnnxNode& node) {
  std::vector<GraphValue> inputs;
  for (const std::string_view name : node.inputs) {
    const GraphValue* const value = name.empty() ? nullptr : find(name);
    if (value == nullptr && !name.empty())
      m_context.fail(node, "takes " + in_quotes(name) + ", which is not in the file; export the model again");
    inputs.push_back(value != nullptr ? *value : GraphValue{});
  }
  return inputs;
}

void OnnxValues::set(std::string_view name, GraphValue value) { m_values[name] = std::move(value); }

}  // namespace reluscope
