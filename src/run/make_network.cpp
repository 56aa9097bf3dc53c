#include "run/make_network.hpp"

#include <algorithm>

#include "model_file/input_scaling.hpp"
#include "model_file/read_model.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

std::string with_dashes(const std::vector<std::size_t>& widths) {
  std::string text;
  for (const std::size_t width : widths) text += (text.empty() ? "" : "-") + std::to_string(width);
  return text;
}

std::vector<std::size_t> all_widths(const std::vector<std::size_t>& hidden, const Encoding& encoding) {
  std::vector<std::size_t> widths = {encoding.input_count()};
  widths.insert(widths.end(), hidden.begin(), hidden.end());
  widths.push_back(encoding.output_count());
  return widths;
}

std::shared_ptr<const StartingModel> read_model(const ModelSpec& model) {
  MlpFile file = read_model_file(model.init_from, {.layers = model.layers, .prefix = model.prefix});
  fold_scaling(file, input_name(model.init_from));  // the network is trained on what the dataset gives
  std::string sha256 = file.sha256;
  return std::make_shared<const StartingModel>(StartingModel{std::move(file), std::move(sha256)});
}

}  // namespace

void read_starting_model(RunSpec& spec) {
  ModelSpec& model = spec.model;
  if (model.init_from.empty()) return;
  const std::string name = input_name(model.init_from);
  if (!model.start) model.start = read_model(model);
  bool& keep_scaling = spec.data.encoding.keep_scaling;
  const bool has_scaling = model.start->file.encoding.has_value();
  if (has_scaling && !keep_scaling && !model.refit_scaling)
    throw UserError("--scale, --scale-target: " + name +
                    " holds the scaling that it was trained with; leave them out, or add --refit-scaling");
  keep_scaling = keep_scaling && has_scaling;
  model.activation = settled_activation(model.activation, model.start->file.activation, name);
}

std::vector<std::size_t> starting_widths(const ModelSpec& options, const Encoding& encoding) {
  if (!options.start) return all_widths(options.hidden, encoding);
  const MlpFile& mlp = options.start->file;
  const std::vector<std::size_t> hidden_there(mlp.widths.begin() + 1, mlp.widths.end() - 1);
  if (hidden_there.empty()) throw UserError(options.init_from + ": a single layer; a hidden layer is needed");
  const std::vector<std::size_t> wanted = all_widths(options.hidden.empty() ? hidden_there : options.hidden, encoding);
  if (wanted != mlp.widths)
    throw UserError("--init-from " + options.init_from + ": its network is " + with_dashes(mlp.widths) +
                    ", this run needs " + with_dashes(wanted) +
                    "; use the columns it was trained on, and leave --hidden out");
  return wanted;
}

Network<float> make_network(const ModelSpec& options, const Encoding& encoding, std::uint64_t seed) {
  Activation activation = options.activation.value_or(Activation());
  activation.gradient_at_zero = options.relu_gradient_at_zero;
  Network<float> network(starting_widths(options, encoding), activation);
  if (options.start) {
    std::ranges::copy(options.start->file.parameters, network.parameters().begin());
  } else {
    Random random(seed, RandomStream::initialisation);
    initialize(network, options.initialization, random);
  }
  return network;
}

}  // namespace reluscope
