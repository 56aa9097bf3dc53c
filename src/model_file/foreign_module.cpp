#include "model_file/foreign_module.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "support/text.hpp"

namespace reluscope {
namespace {

struct Sign {
  std::string_view text;  // what the name holds
  std::string_view meaning;
};

constexpr std::string_view k_weight_norm =
    "is of a weight_norm: save the model after torch.nn.utils.remove_weight_norm(layer), or "
    "parametrize.remove_parametrizations(layer, 'weight')";
constexpr std::string_view k_spectral_norm =
    "is of a spectral_norm: save the model after torch.nn.utils.remove_spectral_norm(layer), or "
    "parametrize.remove_parametrizations(layer, 'weight')";
constexpr std::string_view k_pruned =
    "is of a pruned layer: save the model after torch.nn.utils.prune.remove(layer, 'weight')";
constexpr std::string_view k_recurrent =
    "is of a recurrent layer (RNN, LSTM or GRU), whose result depends on the rows before";
constexpr std::string_view k_attention = "is of an attention layer, which multiplies activations with each other";
constexpr std::string_view k_quantised = "is of a quantised layer: save the model before it is quantised";

constexpr auto k_signs = std::to_array<Sign>({
    {"parametrizations.weight.0._u", k_spectral_norm},
    {"parametrizations.weight.0._v", k_spectral_norm},
    {"parametrizations.weight.original0", k_weight_norm},
    {"parametrizations.weight.original1", k_weight_norm},
    {"parametrizations.",
     "is of a parametrization: save the model after "
     "torch.nn.utils.parametrize.remove_parametrizations(layer, 'weight')"},
    {"weight_mask", k_pruned},
    {"weight_ih", k_recurrent},
    {"weight_hh", k_recurrent},
    {"bias_ih", k_recurrent},
    {"bias_hh", k_recurrent},
    {"in_proj_", k_attention},
    {"bias_k", k_attention},
    {"bias_v", k_attention},
    {"zero_point", k_quantised},
    {"_packed_params", k_quantised},
    {"weight_scale", k_quantised},
    {"lora_", "is of a LoRA adapter: merge it into the layers, as with merge_and_unload(), and save the model again"},
});

/// Parts of names, in lower case, which layers have that are no part of a chain.
constexpr auto k_linear_signs = std::to_array<Sign>({
    {"shortcut", "a shortcut around other layers (residual connection)"},
    {"skip", "a shortcut around other layers (residual connection)"},
    {"residual", "a shortcut around other layers (residual connection)"},
    {"downsample", "a shortcut around other layers (residual connection)"},
    {"q_proj", "part of an attention layer"},
    {"k_proj", "part of an attention layer"},
    {"v_proj", "part of an attention layer"},
    {"attn", "part of an attention layer"},
    {"attention", "part of an attention layer"},
});

bool has(const std::vector<std::string>& parts, std::string_view part) {
  return std::ranges::find(parts, part) != parts.end();
}

std::string last_part(const std::string& name) { return name.substr(name.rfind('.') + 1); }

}  // namespace

std::optional<std::string> foreign_tensor(const std::string& name, const std::vector<std::size_t>& shape,
                                          const std::vector<std::string>& siblings) {
  const std::string part = last_part(name);
  if (has(siblings, "weight_g") || has(siblings, "weight_v"))
    return std::string(has(siblings, "weight_orig") ? k_spectral_norm : k_weight_norm);
  if (part == "weight_u") return std::string(k_spectral_norm);
  if (part == "weight_orig") return std::string(has(siblings, "weight_mask") ? k_pruned : k_spectral_norm);
  for (const Sign& sign : k_signs)
    if (name.find(sign.text) != std::string::npos) return std::string(sign.meaning);
  if (part == "running_mean" || part == "running_var")
    return "is of a batch normalisation that is not whole: running_mean and running_var have one axis of the same "
           "length, weight and bias too if they are there";
  if (part != "weight" && part != "bias") return std::nullopt;
  if (part == "weight" && shape.size() >= 3)
    return "is of a convolution or of another layer on pictures or sequences: its weights have " +
           std::to_string(shape.size()) + " axes, those of a linear layer two";
  if (shape.size() == 1 && has(siblings, "weight") && has(siblings, "bias"))
    return "is of a LayerNorm or GroupNorm, which divides by what it measures in each row, or of a BatchNorm without "
           "running statistics";
  if (part == "weight" && shape.size() == 1)
    return "is of a PReLU, whose slope is learned, or of an RMSNorm, which divides by what it measures in each row";
  return std::nullopt;
}

std::optional<std::string> foreign_linear(const std::string& name, bool has_bias) {
  const std::string lower = lower_case(name);
  for (const std::string& part : split(lower, '.'))
    for (const Sign& sign : k_linear_signs)
      if (part.find(sign.text) != std::string::npos) return std::string(sign.meaning);
  if (!has_bias && lower.find("emb") != std::string::npos)
    return "an Embedding, which looks rows up and multiplies nothing";
  return std::nullopt;
}

}  // namespace reluscope
