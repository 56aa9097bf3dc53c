#include "model_file/module_order.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "model_file/layer_order.hpp"
#include "model_file/network_prefixes.hpp"
#include "support/error.hpp"
#include "support/number.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

using Order = std::vector<std::optional<std::size_t>>;

constexpr const char* k_activation_word = "activation";
constexpr std::size_t k_most_named = 4;  // pairs of layers

NamedLayer named_layer(const StateModule& module) { return {module.short_name, module.inputs(), module.units()}; }

/// The place of a module in a Sequential: "net." and 3 of "net.3". None if its name does not end with a number.
struct Slot {
  std::string container;
  std::size_t number = 0;
};

std::optional<Slot> slot_of(const std::string& name) {
  constexpr std::size_t k_most_digits = 6;
  const std::size_t dot = name.rfind('.');
  const std::size_t begin = dot == std::string::npos ? 0 : dot + 1;
  const std::string number = name.substr(begin);
  if (number.empty() || number.size() > k_most_digits || !std::ranges::all_of(number, is_digit)) return std::nullopt;
  return Slot{name.substr(0, begin), std::stoul(number)};
}

/// All numbers of a name: 1 of "fc1", 0 and 2 of "blocks.0.fc2".
std::vector<std::string> numbers_of(const std::string& name) {
  std::vector<std::string> numbers;
  bool in_number = false;
  for (const char c : name) {
    if (is_digit(c) && !in_number) numbers.emplace_back();
    in_number = is_digit(c);
    if (in_number) numbers.back() += c;
  }
  return numbers;
}

/// What the numbers of two Linear layers that follow each other say of an activation between them.
enum class Between {
  unknown,     // they are not of one Sequential
  place_free,  // a number is missing, or there is a batch normalisation: see NormPlace
  nothing,     // their numbers follow each other
};

enum class Side { before_activation, behind_activation, unknown };

/// Where a batch normalisation is.
struct NormPlace {
  std::size_t norm = 0;               // among the modules
  std::optional<std::size_t> behind;  // which Linear, in their order; none: before the first
  Side side = Side::unknown;
};

class ModuleOrder {
 public:
  ModuleOrder(const std::vector<StateModule>& modules, bool follow_each_other, const std::string& file)
      : m_modules(modules), m_follow_each_other(follow_each_other), m_file(file) {
    for (std::size_t m = 0; m < modules.size(); ++m) (modules[m].is_norm() ? m_norms : m_linears).push_back(m);
    for (const StateModule& module : modules)
      if (const auto slot = slot_of(module.short_name)) m_taken[slot->container].insert(slot->number);
  }

  OrderedModules as_the_file_says() {
    sort_linears();
    std::vector<NormPlace> places;
    bool is_certain = true;
    for (const std::size_t norm : m_norms) {
      places.push_back(place_of(norm));
      is_certain = is_certain && places.back().side != Side::unknown;
    }
    std::ranges::stable_sort(places, [&](const NormPlace& a, const NormPlace& b) { return slot_less(a.norm, b.norm); });
    if (!is_certain) fail_uncertain(places);
    judge_gaps();
    OrderedModules result{.entries = with_norms(places), .notes = std::move(m_notes)};
    for (std::size_t l = 0; l + 1 < m_linears.size(); ++l)
      if (has_activation_behind(l)) result.activated.push_back(names_of(l));
    return result;
  }

  Order as_given(const std::vector<std::string>& wanted) {
    std::vector<NamedLayer> named;
    for (const StateModule& module : m_modules) named.push_back(named_layer(module));
    std::vector<std::string> names;
    for (const std::string& name : wanted)
      if (name != k_activation_word) names.push_back(short_name_of(name));
    const std::vector<std::size_t> order = order_by_names(named, names, m_file);
    Order entries;
    std::size_t next = 0;
    for (const std::string& name : wanted)
      entries.push_back(name == k_activation_word ? std::nullopt : std::optional(order[next++]));
    return names.size() == wanted.size() ? with_activations(entries) : entries;
  }

 private:
  const StateModule& linear(std::size_t place) const { return m_modules[m_linears[place]]; }

  void sort_linears() {
    std::vector<NamedLayer> named;
    std::vector<StateModule> layers;
    for (const std::size_t m : m_linears) {
      named.push_back(named_layer(m_modules[m]));
      layers.push_back(m_modules[m]);
    }
    const std::vector<NamedNetwork> networks = separate_networks(layers);
    std::vector<std::size_t> order;
    try {
      order = order_of_layers(named, m_file);
    } catch (const UserError&) {
      if (networks.empty()) throw;
      fail_several(networks, m_file);
    }
    // networks on the same inputs that chain by chance: an actor of 4-64-4 and a critic of 4-32-1
    const auto is_one = [&](const NamedNetwork& network) {
      return network.widths.size() > 2 && network.widths.front() == networks.front().widths.front();
    };
    if (!m_follow_each_other && !networks.empty() && std::ranges::all_of(networks, is_one))
      fail_several(networks, m_file);
    std::vector<std::size_t> linears;
    for (const std::size_t l : order) linears.push_back(m_linears[l]);
    m_linears = linears;
  }

  bool slot_less(std::size_t a, std::size_t b) const {
    const auto first = slot_of(m_modules[a].short_name), second = slot_of(m_modules[b].short_name);
    return first && second && first->container == second->container && first->number < second->number;
  }

  NormPlace place_of(std::size_t norm) const {
    if (const auto slot = slot_of(m_modules[norm].short_name))
      if (const auto place = place_by_slot(norm, *slot)) return *place;
    return place_by_name(norm);
  }

  /// Whether all numbers between these are those of modules with tensors: nothing else can be there.
  bool is_full(const Slot& slot, std::size_t from, std::size_t to) const {
    const std::set<std::size_t>& taken = m_taken.at(slot.container);
    for (std::size_t number = from + 1; number < to; ++number)
      if (!taken.contains(number)) return false;
    return true;
  }

  std::optional<NormPlace> place_by_slot(std::size_t norm, const Slot& slot) const {
    std::optional<std::size_t> below, above;  // Linear layers, in their order
    std::size_t low = 0, high = 0;
    for (std::size_t l = 0; l < m_linears.size(); ++l) {
      const auto other = slot_of(linear(l).short_name);
      if (!other || other->container != slot.container) continue;
      if (other->number < slot.number && (!below || other->number > low)) below = l, low = other->number;
      if (other->number > slot.number && (!above || other->number < high)) above = l, high = other->number;
    }
    if (!below && !above) return std::nullopt;
    NormPlace place{.norm = norm};
    if (below) place.behind = below;
    if (!below && *above > 0) place.behind = *above - 1;
    const bool is_behind_linear = below && is_full(slot, low, slot.number);
    const bool is_before_linear = above && is_full(slot, slot.number, high);
    if (is_behind_linear != is_before_linear)
      place.side = is_behind_linear ? Side::before_activation : Side::behind_activation;
    if (!place.behind && !is_before_linear) return place;  // something is between it and the first layer
    if (!place.behind) place.side = Side::behind_activation;
    return place;
  }

  /// fc1 and bn1, layers.0.linear and layers.0.norm: behind the Linear with the same numbers, to be proposed.
  NormPlace place_by_name(std::size_t norm) const {
    NormPlace place{.norm = norm};
    if (linear(0).inputs() != m_modules[norm].units()) place.behind = m_linears.size() - 1;
    const std::vector<std::string> numbers = numbers_of(m_modules[norm].short_name);
    bool has_place = false;
    for (std::size_t l = 0; l < m_linears.size(); ++l) {
      if (linear(l).units() != m_modules[norm].units()) continue;
      if (!std::exchange(has_place, true) || numbers_of(linear(l).short_name) == numbers) place.behind = l;
    }
    return place;
  }

  /// places: in the order of the normalisations; those of unknown sides are put before the activation.
  Order with_norms(const std::vector<NormPlace>& places) const {
    Order order;
    const auto add = [&](std::optional<std::size_t> behind, bool before_activation) {
      for (const NormPlace& place : places) {
        const bool is_before = place.side != Side::behind_activation;
        if (place.behind == behind && is_before == before_activation) order.emplace_back(place.norm);
      }
    };
    add(std::nullopt, true);
    add(std::nullopt, false);
    for (std::size_t l = 0; l < m_linears.size(); ++l) {
      order.emplace_back(m_linears[l]);
      add(l, true);
      if (has_activation_behind(l)) order.emplace_back(std::nullopt);
      add(l, false);
    }
    return order;
  }

  bool has_activation_behind(std::size_t place) const {
    return place + 1 < m_linears.size() && !m_without_activation.contains(place);
  }

  Between between(std::size_t place) const {
    const auto here = slot_of(linear(place).short_name), next = slot_of(linear(place + 1).short_name);
    if (!here || !next || here->container != next->container) return Between::unknown;
    return next->number == here->number + 1 ? Between::nothing : Between::place_free;
  }

  std::string names_of(std::size_t place) const {
    return in_quotes(linear(place).short_name) + " and " + in_quotes(linear(place + 1).short_name);
  }

  /// An activation has no tensors, so in a Sequential it has a number that is missing. Where others of it have one,
  /// layers whose numbers follow each other have none between them; where none has, the layers are those of a
  /// ModuleList, whose activation is in the code.
  void judge_gaps() {
    std::set<std::string> with_gaps;
    for (std::size_t l = 0; l + 1 < m_linears.size(); ++l)
      if (between(l) == Between::place_free) with_gaps.insert(slot_of(linear(l).short_name)->container);
    std::vector<std::string> bare, listed;
    for (std::size_t l = 0; l + 1 < m_linears.size(); ++l) {
      if (between(l) != Between::nothing) continue;
      const bool is_bare = with_gaps.contains(slot_of(linear(l).short_name)->container);
      (is_bare ? bare : listed).push_back(names_of(l));
      if (is_bare) m_without_activation.insert(l);
    }
    const std::string how =
        "--layers with all layers in their order and the word '" + std::string(k_activation_word) + "' where one is";
    if (!bare.empty())
      m_notes.push_back("no number is missing between " + join_at_most(bare, k_most_named) +
                        ", as there is for the activation between others: none is taken to be there; if there is one, "
                        "use " +
                        how);
    if (!listed.empty())
      m_notes.push_back("no number is missing between " + join_at_most(listed, k_most_named) +
                        ": they are taken for layers of a ModuleList, with an activation between them; if there is "
                        "none, as in a Sequential, use " +
                        how);
  }

  /// The modules in order, with an activation behind each Linear but the last.
  Order with_activations(const Order& modules) const {
    Order order;
    std::size_t linears = 0;
    for (std::size_t e = 0; e < modules.size(); ++e) {
      const bool is_norm = m_modules[*modules[e]].is_norm();
      if (is_norm && linears > 0 && linears < m_linears.size())
        throw UserError("--layers: say where the activation is, before or behind batch normalisation " +
                        in_quotes(m_modules[*modules[e]].short_name) + " of " + m_file + ", with the word '" +
                        k_activation_word + "' in the list, once between any two linear layers");
      order.push_back(modules[e]);
      if (!is_norm && ++linears < m_linears.size()) order.emplace_back(std::nullopt);
    }
    return order;
  }

  [[noreturn]] void fail_uncertain(const std::vector<NormPlace>& places) const {
    const auto unknown = std::ranges::find(places, Side::unknown, &NormPlace::side);
    std::vector<std::string> names;
    for (const auto& entry : with_norms(places))
      names.push_back(entry ? m_modules[*entry].short_name : k_activation_word);
    throw UserError(m_file + ": it does not say whether batch normalisation " +
                    in_quotes(m_modules[unknown->norm].short_name) +
                    " is before or behind the activation; give the order in which the model applies its layers, such "
                    "as --layers " +
                    joined(names, ","));
  }

  /// A name of --layers without the prefixes that the file has before it.
  std::string short_name_of(const std::string& name) const {
    for (const StateModule& module : m_modules)
      if (module.short_name == name) return name;
    for (const StateModule& module : m_modules)
      if (module.name == name) return module.short_name;
    // of a longer wrapper than this file has, or a part of it
    for (const StateModule& module : m_modules)
      if (module.name.ends_with(name) && name.ends_with(module.short_name)) return module.short_name;
    return name;
  }

  const std::vector<StateModule>& m_modules;
  bool m_follow_each_other;
  const std::string& m_file;
  std::vector<std::size_t> m_linears, m_norms;  // among the modules
  std::set<std::size_t> m_without_activation;   // Linear layers, in their order
  std::vector<std::string> m_notes;
  std::map<std::string, std::set<std::size_t>> m_taken;  // numbers of modules, by their container
};

}  // namespace

OrderedModules order_of_modules(const std::vector<StateModule>& modules, const std::vector<std::string>& wanted,
                                bool follow_each_other, const std::string& file) {
  ModuleOrder order(modules, follow_each_other, file);
  return wanted.empty() ? order.as_the_file_says() : OrderedModules{.entries = order.as_given(wanted)};
}

}  // namespace reluscope
