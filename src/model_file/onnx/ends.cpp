#include "model_file/onnx/ends.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "support/text.hpp"

namespace reluscope {
namespace {

using LinkPath = std::vector<const Link*>;

/// The links from the input to this one.
LinkPath path_to(const Link* link) {
  LinkPath path;
  for (; link->step; link = link->before) path.push_back(link);
  std::ranges::reverse(path);
  return path;
}

/// To each output that is rows.
std::vector<LinkPath> paths_to_outputs(const OnnxModel& model, OnnxValues& values, const OnnxContext& context) {
  std::vector<LinkPath> paths;
  const Link* last_layer = nullptr;
  std::string first;
  for (const OnnxValueInfo& output : model.outputs) {
    const GraphValue* const value = values.find(output.name);
    if (value == nullptr || !value->stream) continue;  // a constant beside the others
    const Link* const end = value->stream->link;
    if (paths.empty()) {
      last_layer = end->last_layer;
      first = in_quotes(output.name);
    } else if (end->last_layer != last_layer) {
      context.fail("several outputs: " + first + " and " + in_quotes(output.name) +
                   " come from different layers; only networks with one last layer are read");
    }
    paths.push_back(path_to(end));
  }
  if (paths.empty()) context.fail("no output of the graph depends on its input");
  return paths;
}

LinkPath shared_start(const std::vector<LinkPath>& paths) {
  LinkPath shared = paths.front();
  for (const LinkPath& path : paths) shared.erase(std::ranges::mismatch(shared, path).in1, shared.end());
  return shared;
}

/// A step of which not all outputs are the result.
std::shared_ptr<const ChainStep> as_tail(const ChainStep& step) {
  return std::make_shared<const ChainStep>(
      ChainStep{.title = step.title, .operation = step.operation, .what = OtherStep{}});
}

/// Whether all are made by something.
void check_outputs(const OnnxModel& model, const std::vector<const OnnxNode*>& nodes, const OnnxValues& values,
                   const OnnxContext& context) {
  if (model.outputs.empty()) context.fail("the graph has no output; the file is damaged; export the model again");
  std::set<std::string_view> made;
  for (const OnnxNode* node : nodes) made.insert(node->outputs.begin(), node->outputs.end());
  for (const OnnxValueInfo& input : model.inputs) made.insert(input.name);
  for (const OnnxValueInfo& output : model.outputs)
    if (!made.contains(output.name) && !values.is_stored(output.name))
      context.fail("output " + in_quotes(output.name) +
                   " is made by no node; the file is damaged; export the model again");
}

}  // namespace

const OnnxValueInfo& row_input_of(const OnnxModel& model, const std::vector<const OnnxNode*>& nodes,
                                  const OnnxValues& values, const OnnxContext& context) {
  check_outputs(model, nodes, values, context);
  std::set<std::string_view> used;
  for (const OnnxNode* node : nodes) used.insert(node->inputs.begin(), node->inputs.end());
  std::vector<std::string> names;
  const OnnxValueInfo* input = nullptr;
  for (const OnnxValueInfo& info : model.inputs) {
    if (values.is_stored(info.name) || !used.contains(info.name)) continue;
    names.push_back(in_quotes(info.name));
    input = &info;
  }
  if (names.empty()) context.fail("no input of the graph reaches its outputs: they are constants");
  if (names.size() > 1)
    context.fail("several inputs: " + join_at_most(names) + "; only networks on one tensor of rows are read");
  return *input;
}

Chain chain_to_outputs(const OnnxModel& model, OnnxValues& values, const std::deque<Link>& links,
                       const OnnxContext& context) {
  const LinkPath shared = shared_start(paths_to_outputs(model, values, context));
  Chain chain;
  for (const Link* link : shared) chain.push_back(link->step);
  const Link* const last_layer = shared.empty() ? nullptr : shared.back()->last_layer;
  const std::set<const Link*> kept(shared.begin(), shared.end());
  for (const Link& other : links)  // all nodes lead to an output
    if (last_layer != nullptr && other.last_layer == last_layer && !kept.contains(&other))
      chain.push_back(as_tail(*other.step));
  return chain;
}

}  // namespace reluscope
