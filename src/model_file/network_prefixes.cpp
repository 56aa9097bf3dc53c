#include "model_file/network_prefixes.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "model_file/layer_order.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

std::vector<std::string> names_of(const StoredFile& content) {
  std::vector<std::string> names;
  for (const auto& [name, tensor] : content.tensors) names.push_back(name);
  return names;
}

/// The widths of layers that form a chain; none if they do not, for certain.
std::optional<std::vector<std::size_t>> widths_of(const std::vector<const StateModule*>& layers) {
  std::vector<NamedLayer> named;
  for (const StateModule* layer : layers) named.push_back({layer->short_name, layer->inputs(), layer->units()});
  std::vector<std::size_t> widths;
  try {
    for (const std::size_t l : order_of_layers(named, "")) {
      if (widths.empty()) widths.push_back(named[l].inputs);
      if (widths.back() != named[l].inputs) return std::nullopt;
      widths.push_back(named[l].units);
    }
  } catch (const UserError&) {
    return std::nullopt;
  }
  return widths;
}

/// The first `count` parts of a name, with the dot behind them; the whole name if it has no more.
std::string first_parts(const std::string& name, std::size_t count) {
  std::size_t end = 0;
  for (; count > 0; --count) {
    end = name.find('.', end);
    if (end == std::string::npos) return name;
    ++end;
  }
  return name.substr(0, end);
}

}  // namespace

std::vector<std::string> chosen_prefixes(const StoredFile& content, const std::string& text, const std::string& file) {
  if (text.empty()) return {};
  const std::vector<std::string> names = names_of(content);
  const std::string wrapper = wrapper_prefix(names);
  std::vector<std::string> prefixes;
  for (std::string prefix : split(text, ',')) {
    if (!prefix.ends_with('.')) prefix += '.';
    const auto starts = [&](const std::string& wanted) {
      return std::ranges::any_of(names, [&](const std::string& name) { return name.starts_with(wanted); });
    };
    if (!starts(prefix)) prefix.insert(0, wrapper);
    if (!starts(prefix)) {
      std::set<std::string> known;
      for (const std::string& name : names) known.insert(first_parts(name.substr(wrapper.size()), 1));
      throw UserError("--prefix: no tensor of " + file + " has a name that starts with " +
                      in_quotes(prefix.substr(wrapper.size())) + "; they start with " +
                      join_at_most({known.begin(), known.end()}));
    }
    prefixes.push_back(prefix);
  }
  return prefixes;
}

std::vector<NamedNetwork> separate_networks(const std::vector<StateModule>& layers) {
  std::size_t deepest = 0;
  for (const StateModule& layer : layers)
    deepest = std::max(deepest, static_cast<std::size_t>(std::ranges::count(layer.short_name, '.')));
  constexpr std::size_t k_deepest = 8;
  for (std::size_t depth = 1; depth <= std::min(deepest, k_deepest); ++depth) {
    std::map<std::string, std::vector<const StateModule*>> groups;
    for (const StateModule& layer : layers) groups[first_parts(layer.short_name, depth)].push_back(&layer);
    if (groups.size() < 2) continue;
    std::vector<NamedNetwork> networks;
    for (const auto& [prefix, members] : groups)
      if (auto widths = widths_of(members)) networks.push_back({prefix, std::move(*widths)});
    if (networks.size() == groups.size()) return networks;
  }
  return {};
}

void fail_several(const std::vector<NamedNetwork>& networks, const std::string& file) {
  std::vector<std::string> listed;
  for (const NamedNetwork& network : networks) {
    std::vector<std::string> widths;
    for (const std::size_t width : network.widths) widths.push_back(std::to_string(width));
    listed.push_back(network.prefix + " (" + joined(widths, "-") + ")");
  }
  const auto deepest = std::ranges::max_element(networks, {}, [](const NamedNetwork& n) { return n.widths.size(); });
  throw UserError(file + ": several networks in it: " + join_at_most(listed) + "; choose one with --prefix, such as " +
                  "--prefix " + deepest->prefix + " (of networks that follow each other all, with commas)");
}

}  // namespace reluscope
