#include "model_file/layer_order.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "support/error.hpp"
#include "support/suggestion.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// "net.10.linear" as texts and numbers in turn: "net.", "10", ".linear". Numbers are without leading zeros.
std::vector<std::string> parts_of(const std::string& name) {
  std::vector<std::string> parts(1);
  bool in_number = false;
  for (const char c : name) {
    const bool is_digit = std::isdigit(static_cast<unsigned char>(c)) != 0;
    if (is_digit != in_number) parts.emplace_back();
    in_number = is_digit;
    if (is_digit && parts.back() == "0") parts.back().clear();
    parts.back() += c;
  }
  return parts;
}

/// Where the only number is in which the names differ; none if they differ in more than that, or not at all.
std::optional<std::size_t> place_of_number(const std::vector<std::vector<std::string>>& names) {
  std::optional<std::size_t> place;
  const std::vector<std::string>& first = names.front();
  for (const std::vector<std::string>& name : names) {
    if (name.size() != first.size()) return std::nullopt;
    for (std::size_t p = 0; p < name.size(); ++p) {
      if (name[p] == first[p]) continue;
      if (p % 2 == 0 || place.value_or(p) != p) return std::nullopt;  // texts have the even places
      place = p;
    }
  }
  return place;
}

/// None if the names are not one stem with numbers, each different.
std::optional<std::vector<std::size_t>> order_by_number(const std::vector<NamedLayer>& layers) {
  std::vector<std::vector<std::string>> names;
  for (const NamedLayer& layer : layers) names.push_back(parts_of(layer.name));
  const std::optional<std::size_t> place = place_of_number(names);
  if (!place) return std::nullopt;
  const auto number = [&](std::size_t l) { return std::pair(names[l][*place].size(), names[l][*place]); };
  std::vector<std::size_t> order(layers.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, number);
  const auto equal = [&](std::size_t a, std::size_t b) { return number(a) == number(b); };
  return std::ranges::adjacent_find(order, equal) == order.end() ? std::optional(order) : std::nullopt;
}

enum class Chains { none, one, several };

/// Looks for orders in which the shapes chain: trails through a graph with a node for each width and an edge for each
/// layer, from its inputs to its units, that use every edge once.
class ChainSearch {
 public:
  explicit ChainSearch(const std::vector<NamedLayer>& layers) : m_layers(layers), m_is_used(layers.size()) {
    for (std::size_t l = 0; l < layers.size(); ++l) m_from[layers[l].inputs].push_back(l);
  }

  Chains search(std::vector<std::size_t>& order) {
    const std::optional<std::size_t> start = start_width();
    if (!start || !reaches_all(*start, 0)) return Chains::none;
    // where the chain ends as it starts, it may as well start with any other layer
    if (m_is_ring && m_layers.size() > 1) return Chains::several;
    std::size_t width = *start;
    for (order.clear(); order.size() < m_layers.size();) {
      std::optional<std::size_t> next;
      for (const std::size_t layer : m_from[width]) {
        if (m_is_used[layer] || !leaves_trail(layer, order.size() + 1)) continue;
        if (next) return Chains::several;
        next = layer;
      }
      if (!next) return Chains::none;
      m_is_used[*next] = true;
      order.push_back(*next);
      width = m_layers[*next].units;
    }
    return Chains::one;
  }

 private:
  /// The width that more layers take than give, by one; of a ring any. None if there is no trail.
  std::optional<std::size_t> start_width() {
    std::map<std::size_t, std::ptrdiff_t> excess;
    for (const NamedLayer& layer : m_layers) ++excess[layer.inputs], --excess[layer.units];
    std::optional<std::size_t> start;
    for (const auto& [width, count] : excess) {
      if (count == 0) continue;
      if (count < -1 || count > 1 || (count == 1 && start)) return std::nullopt;
      if (count == 1) start = width;
    }
    m_is_ring = !start;
    return start ? start : m_layers.front().inputs;
  }

  /// Whether all layers that are left can be reached from here, `used` of them being used.
  bool reaches_all(std::size_t width, std::size_t used) {
    std::map<std::size_t, bool> seen{{width, true}};
    std::vector<std::size_t> open = {width};
    std::size_t found = 0;
    while (!open.empty()) {
      const std::size_t here = open.back();
      open.pop_back();
      for (const std::size_t layer : m_from[here]) {
        if (m_is_used[layer]) continue;
        ++found;
        if (!std::exchange(seen[m_layers[layer].units], true)) open.push_back(m_layers[layer].units);
      }
    }
    return found + used == m_layers.size();
  }

  /// Whether the layers that are left after this one form a trail. (Their widths balance, so it is enough that all are
  /// reached: Euler.)
  bool leaves_trail(std::size_t layer, std::size_t used) {
    m_is_used[layer] = true;
    const bool reached = reaches_all(m_layers[layer].units, used);
    m_is_used[layer] = false;
    return reached;
  }

  const std::vector<NamedLayer>& m_layers;
  std::vector<bool> m_is_used;
  std::map<std::size_t, std::vector<std::size_t>> m_from;  // layers by their inputs
  bool m_is_ring = false;
};

std::string described(const NamedLayer& layer) {
  return in_quotes(layer.name) + " (" + std::to_string(layer.inputs) + " to " + std::to_string(layer.units) + ")";
}

std::vector<std::string> names_of(const std::vector<NamedLayer>& layers) {
  std::vector<std::string> names;
  for (const NamedLayer& layer : layers) names.push_back(layer.name);
  return names;
}

constexpr const char* k_cure = "use --layers A,B,… with these names in the order in which the model applies them";

}  // namespace

std::vector<std::size_t> order_of_layers(const std::vector<NamedLayer>& layers, const std::string& file) {
  constexpr std::size_t k_most = 1000;  // the search takes up to their square
  if (layers.size() == 1) return {0};
  if (const auto order = order_by_number(layers)) return *order;
  if (layers.size() > k_most) throw UserError(file + ": more than 1,000 layers, not numbered; an MLP has fewer");
  std::vector<std::size_t> order;
  const Chains chains = ChainSearch(layers).search(order);
  if (chains == Chains::one) return order;
  std::vector<std::string> shapes;
  for (const NamedLayer& layer : layers) shapes.push_back(described(layer));
  if (chains == Chains::none)
    throw UserError(file + ": in no order does each layer take as many inputs as the one before has units: " +
                    join_at_most(shapes, 8) + "; only plain chains of Linear and ReLU layers are read");
  throw UserError(file + ": neither names nor shapes say in which order the layers follow: " + join_at_most(shapes, 8) +
                  "; " + k_cure);
}

std::vector<std::size_t> order_by_names(const std::vector<NamedLayer>& layers, const std::vector<std::string>& names,
                                        const std::string& file) {
  std::vector<std::size_t> order;
  const std::vector<std::string> known = names_of(layers);
  for (const std::string& name : names) {
    const auto found = std::ranges::find(known, name);
    if (found == known.end())
      throw UserError("--layers: no layer " + in_quotes(name) + " in " + file + did_you_mean(name, known) +
                      "; its layers are " + join_at_most(known));
    order.push_back(static_cast<std::size_t>(found - known.begin()));
    if (std::ranges::count(order, order.back()) > 1)
      throw UserError("--layers: " + in_quotes(name) + " is named twice; name each layer of " + file + " once");
  }
  for (std::size_t l = 0; l < layers.size(); ++l)
    if (std::ranges::find(order, l) == order.end())
      throw UserError("--layers: " + in_quotes(known[l]) + " is missing; the layers of " + file + " are " +
                      join_at_most(known) + ": " + k_cure);
  return order;
}

std::string wrapper_prefix(const std::vector<std::string>& names) {
  std::string prefix;
  for (bool found = !names.empty(); found;) {
    found = false;
    for (const char* wrapper : {"module.", "_orig_mod.", "model."}) {
      const std::string longer = prefix + wrapper;
      const auto has_it = [&](const std::string& name) {
        return name.starts_with(longer) && name.size() > longer.size();
      };
      if (!std::ranges::all_of(names, has_it)) continue;
      prefix = longer;
      found = true;
    }
  }
  return prefix;
}

}  // namespace reluscope
