#include "model_file/state_modules.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "model_file/foreign_module.hpp"
#include "model_file/network_prefixes.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr const char* k_read = "only Linear and ReLU layers are read";

/// The tensors of a module by what comes after the last dot of their names.
using Parts = std::map<std::string, const StoredTensor*>;

/// "net.0" and "weight" of "net.0.weight"; "" and "weight" of "weight".
std::pair<std::string, std::string> owner_and_part(const std::string& tensor) {
  const std::size_t dot = tensor.rfind('.');
  if (dot == std::string::npos) return {"", tensor};
  return {tensor.substr(0, dot), tensor.substr(dot + 1)};
}

bool is_selected(const std::string& name, const std::vector<std::string>& prefixes) {
  const auto starts = [&](const std::string& prefix) { return name.starts_with(prefix); };
  return prefixes.empty() || std::ranges::any_of(prefixes, starts);
}

const StoredTensor* part_of(const Parts& parts, const std::string& part) {
  const auto found = parts.find(part);
  return found == parts.end() ? nullptr : found->second;
}

bool only_has(const Parts& parts, const std::vector<std::string>& known) {
  return std::ranges::all_of(parts,
                             [&](const auto& part) { return std::ranges::find(known, part.first) != known.end(); });
}

bool is_vector(const StoredTensor* tensor, std::size_t size) {
  return tensor == nullptr || tensor->shape == std::vector{size};
}

bool is_whole_norm(const Parts& parts) {
  const StoredTensor* const mean = part_of(parts, "running_mean");
  if (mean == nullptr || mean->shape.size() != 1 || part_of(parts, "running_var") == nullptr) return false;
  return only_has(parts, {"running_mean", "running_var", "weight", "bias"}) &&
         std::ranges::all_of(parts, [&](const auto& part) { return is_vector(part.second, mean->shape[0]); });
}

bool has_matrix(const Parts& parts) {
  const StoredTensor* const weight = part_of(parts, "weight");
  return weight != nullptr && weight->shape.size() == 2;
}

bool is_linear(const Parts& parts) { return has_matrix(parts) && only_has(parts, {"weight", "bias"}); }

/// Where several networks are in the file, a tensor that belongs to none of them is left out with --prefix.
void check_is_one_network(const std::map<std::string, Parts>& owners, const std::string& file) {
  std::vector<StateModule> linears;
  for (const auto& [owner, parts] : owners)
    if (is_linear(parts)) linears.push_back({.name = owner, .short_name = owner, .weight = part_of(parts, "weight")});
  const std::vector<NamedNetwork> networks = separate_networks(linears);
  if (!networks.empty()) fail_several(networks, file);
}

/// others: of which a part may be chosen; none if that has been done.
[[noreturn]] void fail_foreign(const std::string& owner, const Parts& parts, const std::map<std::string, Parts>& others,
                               const std::string& file) {
  std::vector<std::string> siblings;
  for (const auto& [part, tensor] : parts) siblings.push_back(part);
  std::ranges::stable_partition(siblings, [](const std::string& part) { return part == "weight"; });  // says most
  std::string culprit;
  for (const std::string& part : siblings) {
    if (has_matrix(parts) && (part == "weight" || part == "bias")) continue;  // as a Linear has them
    const std::string name = owner.empty() ? part : owner + "." + part;
    if (culprit.empty()) culprit = name;
    if (const auto what = foreign_tensor(name, parts.at(part)->shape, siblings))
      throw UserError(file + ": tensor " + in_quotes(name) + " " + *what + "; " + k_read +
                      (others.size() > 2 ? ". If a part of the file is an MLP, choose it with --prefix" : ""));
  }
  check_is_one_network(others, file);
  throw UserError(file + ": tensor " + in_quotes(culprit) + " is not of a linear layer; " + k_read);
}

StateModule linear_module(const std::string& owner, const Parts& parts, const std::string& file) {
  StateModule module{.name = owner, .weight = part_of(parts, "weight"), .bias = part_of(parts, "bias")};
  if (!is_vector(module.bias, module.units()))
    throw UserError(file + ": layer " + in_quotes(owner) +
                    " has a bias that does not fit its weights; save the model again");
  return module;
}

}  // namespace

std::vector<StateModule> modules_of(const StoredFile& content, const std::vector<std::string>& prefixes,
                                    bool believes_names, const std::string& file) {
  std::map<std::string, Parts> owners;
  for (const auto& [name, tensor] : content.tensors) {
    const auto [owner, part] = owner_and_part(name);
    if (!is_selected(name, prefixes) || tensor.is_counter() || part == "num_batches_tracked") continue;
    owners[owner][part] = &tensor;
  }
  const auto may_be_linear = [](const auto& owner) { return has_matrix(owner.second); };
  if (std::ranges::none_of(owners, may_be_linear))
    for (const auto& [owner, parts] : owners)  // of what it is instead
      for (const auto& [part, tensor] : parts)
        if (foreign_tensor(owner + "." + part, tensor->shape, {})) fail_foreign(owner, parts, {}, file);
  if (std::ranges::none_of(owners, may_be_linear))
    throw UserError(file + ": no layer in it; a state dict of Linear layers has NAME.weight and NAME.bias");
  std::vector<StateModule> modules;
  for (const auto& [owner, parts] : owners) {
    if (is_whole_norm(parts))
      modules.push_back({.name = owner,
                         .weight = part_of(parts, "weight"),
                         .bias = part_of(parts, "bias"),
                         .running_mean = part_of(parts, "running_mean"),
                         .running_var = part_of(parts, "running_var")});
    else if (is_linear(parts))
      modules.push_back(linear_module(owner, parts, file));
    else
      fail_foreign(owner, parts, prefixes.empty() ? owners : std::map<std::string, Parts>(), file);
    const StateModule& module = modules.back();
    if (!believes_names || module.is_norm()) continue;
    if (const auto what = foreign_linear(owner, module.bias != nullptr))
      throw UserError(file + ": layer " + in_quotes(owner) + " is " + *what + ", going by its name; " + k_read +
                      ". If it is a plain layer, use --layers with the names of all layers in their order");
  }
  return modules;
}

}  // namespace reluscope
