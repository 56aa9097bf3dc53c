#include "model_file/state_dict.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "model_file/batch_norm.hpp"
#include "model_file/fold_chain.hpp"
#include "model_file/layer_order.hpp"
#include "model_file/model_json.hpp"
#include "model_file/module_order.hpp"
#include "model_file/network_prefixes.hpp"
#include "model_file/safetensors.hpp"
#include "model_file/state_modules.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// Names without what all of them start with, and without the prefix that was chosen if it is one.
void shorten_names(std::vector<StateModule>& modules, const std::vector<std::string>& prefixes) {
  std::vector<std::string> names;
  for (const StateModule& module : modules) names.push_back(module.name);
  if (prefixes.size() == 1)
    for (std::string& name : names) name.erase(0, std::min(name.size(), prefixes.front().size()));
  const std::string wrapper = wrapper_prefix(names);
  for (std::size_t m = 0; m < modules.size(); ++m) modules[m].short_name = names[m].substr(wrapper.size());
}

class StateDictReader {
 public:
  StateDictReader(const std::vector<StateModule>& modules, const std::string& file)
      : m_modules(modules), m_file(file) {}

  Chain chain(const std::vector<std::optional<std::size_t>>& order) const {
    Chain chain;
    const StateModule* before = nullptr;
    for (const auto& entry : order) {
      ChainStep step = entry ? step_of(m_modules[*entry], before) : activation_step();
      if (entry) before = &m_modules[*entry];
      chain.push_back(std::make_shared<const ChainStep>(std::move(step)));
    }
    return chain;
  }

 private:
  std::vector<double> values(const StateModule& module, const StoredTensor* tensor, const std::string& part) const {
    return tensor != nullptr ? values_of(*tensor, module.tensor(part), m_file) : std::vector<double>{};
  }

  /// The options say which; the chain only needs to know that there is one.
  static ChainStep activation_step() {
    return {.title = "the activation", .operation = "activation", .what = Activation()};
  }

  ChainStep step_of(const StateModule& module, const StateModule* before) const {
    if (before != nullptr && before->units() != module.inputs())
      throw UserError(m_file + ": layer " + in_quotes(module.name) + " takes " +
                      pluralized(static_cast<std::int64_t>(module.inputs()), "input") + ", the one before, " +
                      in_quotes(before->name) + ", gives " + std::to_string(before->units()) +
                      "; use --layers A,B,… with their names in the order in which the model applies them");
    return module.is_norm() ? norm_step(module) : linear_step(module);
  }

  ChainStep linear_step(const StateModule& module) const {
    ChainStep step{.title = "layer " + in_quotes(module.name), .operation = "Linear"};
    step.what = LinearStep{.name = module.name,
                           .inputs = module.inputs(),
                           .units = module.units(),
                           .weights = values(module, module.weight, "weight"),
                           .bias = values(module, module.bias, "bias")};
    step.input_tensors = {{module.tensor("weight"), 1}};
    step.unit_tensors = {{module.tensor("weight"), 0}};
    if (module.bias != nullptr) {
      step.bias_tensor = module.tensor("bias");
      step.unit_tensors.push_back({step.bias_tensor, 0});
    }
    return step;
  }

  ChainStep norm_step(const StateModule& module) const {
    constexpr double k_epsilon = 1e-5;
    ChainStep step{.title = "batch normalisation " + in_quotes(module.name), .operation = "BatchNorm"};
    AffineStep affine =
        batch_norm_step(values(module, module.running_mean, "running_mean"),
                        values(module, module.running_var, "running_var"), values(module, module.weight, "weight"),
                        values(module, module.bias, "bias"), k_epsilon, m_file + ": " + step.title);
    const auto add = [&](const StoredTensor* tensor, const std::string& part) {
      if (tensor != nullptr) step.unit_tensors.push_back({module.tensor(part), 0});
    };
    add(module.weight, "weight");
    add(module.bias, "bias");
    add(module.running_mean, "running_mean");
    add(module.running_var, "running_var");
    step.bias_tensor = module.tensor(module.bias != nullptr ? "bias" : "running_mean");
    step.bias_scale = {1};
    if (module.bias == nullptr) {
      step.bias_scale = affine.scale;
      for (double& scale : step.bias_scale) scale = -scale;
    }
    step.what = std::move(affine);
    return step;
  }

  const std::vector<StateModule>& m_modules;
  const std::string& m_file;
};

void check_metadata(const MlpFile& mlp, const std::string& name) {
  if (mlp.encoding->input_count() != mlp.widths.front() || mlp.encoding->output_count() != mlp.widths.back())
    throw UserError(name + ": its metadata describes " + std::to_string(mlp.encoding->input_count()) + " inputs and " +
                    std::to_string(mlp.encoding->output_count()) + " outputs, its layers have " +
                    std::to_string(mlp.widths.front()) + " and " + std::to_string(mlp.widths.back()) +
                    "; the file is damaged; save the model again");
}

}  // namespace

MlpFile parse_mlp_file(std::string_view bytes, const std::string& name, const ModelFileOptions& options) {
  const StoredFile content = parse_stored_tensors(bytes, name);
  const std::vector<std::string> prefixes = chosen_prefixes(content, options.prefix, name);
  std::vector<StateModule> modules = modules_of(content, prefixes, options.layers.empty(), name);
  shorten_names(modules, prefixes);
  const StateDictReader reader(modules, name);
  const OrderedModules order = order_of_modules(modules, options.layers, prefixes.size() > 1, name);
  MlpFile mlp = fold_chain(reader.chain(order.entries), name);
  mlp.activation.reset();
  if (std::ranges::any_of(modules, &StateModule::is_norm))
    mlp.notes.push_back(
        "a state dict does not hold the epsilon of a batch normalisation: 1e-05 is used, the default of "
        "torch.nn.BatchNorm1d");
  if (!prefixes.empty())
    mlp.notes.push_back("tensors whose names do not start with " + joined(prefixes, " or ") + " are left out");
  if (const auto metadata = content.metadata.find(k_model_metadata); metadata != content.metadata.end()) {
    ModelMetadata own = parse_model_json(metadata->second, name);
    mlp.encoding = std::move(own.encoding);
    mlp.activation = own.activation;
    check_metadata(mlp, name);
    return mlp;
  }
  mlp.notes.insert(mlp.notes.begin(), order.notes.begin(), order.notes.end());
  if (!order.activated.empty() && !options.activation)
    mlp.notes.insert(mlp.notes.begin(), "a state dict does not hold activations: " + text_of(Activation()) +
                                            " is taken to be between " + join_at_most(order.activated, 4) +
                                            "; --activation if it is another");
  return mlp;
}

}  // namespace reluscope
