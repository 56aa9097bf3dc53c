#include "model_file/onnx/order.hpp"

namespace reluscope {
namespace {

enum class Visit { not_yet, open, done };

/// A node on the way down, and which of its inputs is next.
struct OpenNode {
  const OnnxNode* node;
  std::size_t next = 0;
};

}  // namespace

std::unordered_map<std::string_view, const OnnxNode*> producers_of(const OnnxModel& model, const OnnxContext& context) {
  std::unordered_map<std::string_view, const OnnxNode*> producers;
  for (const OnnxNode& node : model.nodes)
    for (const std::string_view output : node.outputs)
      if (!output.empty() && !producers.emplace(output, &node).second)
        context.fail(node, "makes a value that another node makes; the file is damaged; export the model again");
  return producers;
}

std::vector<const OnnxNode*> nodes_in_order(const OnnxModel& model, const OnnxContext& context) {
  const auto producers = producers_of(model, context);
  std::unordered_map<const OnnxNode*, Visit> visits;
  std::vector<const OnnxNode*> order;
  std::vector<OpenNode> open;  // not the stack: a file may have a million nodes in a row
  const auto enter = [&](std::string_view value) {
    const auto found = producers.find(value);
    if (found == producers.end()) return;
    Visit& visit = visits[found->second];
    if (visit == Visit::open)
      context.fail(*found->second, "depends on its own result; the file is damaged; export the model again");
    if (visit == Visit::not_yet) open.push_back({found->second});
    if (visit == Visit::not_yet) visit = Visit::open;
  };
  for (const OnnxValueInfo& output : model.outputs) {
    enter(output.name);
    while (!open.empty()) {
      OpenNode& last = open.back();
      if (last.next < last.node->inputs.size()) {
        enter(last.node->inputs[last.next++]);
        continue;
      }
      visits[last.node] = Visit::done;
      order.push_back(last.node);
      open.pop_back();
    }
  }
  return order;
}

}  // namespace reluscope
