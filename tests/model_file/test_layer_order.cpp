#include <algorithm>
#include <doctest/doctest.h>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "model_file/layer_order.hpp"
#include "support/error_message.hpp"

using namespace reluscope;

TEST_SUITE("layer order") {

namespace {

using Order = std::vector<std::size_t>;

/// All orders in which the shapes chain, by trying all there are.
std::vector<Order> chains(const std::vector<NamedLayer>& layers) {
  std::vector<Order> found;
  Order order(layers.size());
  std::iota(order.begin(), order.end(), 0);
  do {
    bool chain = true;
    for (std::size_t l = 1; l < order.size(); ++l)
      chain = chain && layers[order[l - 1]].units == layers[order[l]].inputs;
    if (chain) found.push_back(order);
  } while (std::ranges::next_permutation(order).found);
  return found;
}

std::string complaint(const std::vector<NamedLayer>& layers) {
  return error_message([&] { order_of_layers(layers, "m"); });
}

}  // namespace

TEST_CASE("an order is given if it is the only one in which the shapes chain, as trying all orders says") {
  std::mt19937 random(1);
  int unique = 0, several = 0, none = 0;
  for (int round = 0; round < 4000; ++round) {
    // a walk through few widths, sometimes with a wrong step, its layers shuffled
    const std::size_t count = 2 + random() % 5, widths = 2 + random() % 4;
    std::vector<NamedLayer> layers;
    std::size_t width = random() % widths;
    for (std::size_t l = 0; l < count; ++l) {
      const std::size_t next = random() % widths;
      layers.push_back({std::string(1, static_cast<char>('a' + l)), 1 + width, 1 + next});
      width = random() % 10 == 0 ? random() % widths : next;
    }
    std::ranges::shuffle(layers, random);
    const std::vector<Order> all = chains(layers);
    CAPTURE(round);
    if (all.size() == 1) {
      CHECK(order_of_layers(layers, "m") == all.front());
      ++unique;
    } else {
      CHECK(complaint(layers).find(all.empty() ? "in no order" : "neither names nor shapes") != std::string::npos);
      ++(all.empty() ? none : several);
    }
  }
  CHECK(std::min({unique, several, none}) > 100);
}

TEST_CASE("numbers decide if the names differ in nothing else") {
  CHECK(order_of_layers({{"fc10", 1, 1}, {"fc2", 1, 1}, {"fc1", 1, 1}}, "m") == Order{2, 1, 0});
  CHECK(order_of_layers({{"b1.l10.x", 1, 1}, {"b1.l9.x", 1, 1}}, "m") == Order{1, 0});
  for (const auto& [one, other] : {std::pair("a1", "b2"), {"a1.1", "a2.2"}, {"a1", "a01"}, {"a", "a1"}, {"1a", "2b"}})
    CHECK_FALSE(complaint({{one, 1, 1}, {other, 1, 1}}).empty());
}

TEST_CASE("many layers are ordered in no time, chained or not") {
  std::vector<NamedLayer> chain;
  for (std::size_t l = 0; l < 1000; ++l)
    chain.push_back({l % 2 == 0 ? "a" + std::to_string(l) : "b" + std::to_string(l), l + 1, l + 2});
  CHECK(order_of_layers(chain, "m").back() == 999);
  for (NamedLayer& layer : chain) layer.units = layer.inputs = 1;
  CHECK(complaint(chain).size() < 1000);
  chain.resize(100'000, {"c", 1, 1});
  CHECK(complaint(chain) == "m: more than 1,000 layers, not numbered; an MLP has fewer");
}

TEST_CASE("--layers names every layer once") {
  const std::vector<NamedLayer> layers = {{"first", 1, 2}, {"second", 2, 1}};
  const auto refusal = [&](const std::vector<std::string>& names) {
    return error_message([&] { order_by_names(layers, names, "m"); });
  };
  CHECK(order_by_names(layers, {"second", "first"}, "m") == Order{1, 0});
  CHECK(refusal({"first", "sceond"}) ==
        "--layers: no layer 'sceond' in m (did you mean 'second'?); its layers are first, second");
  CHECK(refusal({"first", "first"}) == "--layers: 'first' is named twice; name each layer of m once");
  CHECK(refusal({"first"}) ==
        "--layers: 'second' is missing; the layers of m are first, second: use --layers A,B,… with these names in the "
        "order in which the model applies them");
}

TEST_CASE("prefixes of wrappers are those that all names have, nested in any order") {
  CHECK(wrapper_prefix({"module._orig_mod.model.fc1", "module._orig_mod.model.fc2"}) == "module._orig_mod.model.");
  CHECK(wrapper_prefix({"_orig_mod.module.0", "_orig_mod.module.2"}) == "_orig_mod.module.");
  CHECK(wrapper_prefix({"model.model.0", "model.model.2"}) == "model.model.");
  CHECK(wrapper_prefix({"model.0", "head"}).empty());
  CHECK(wrapper_prefix({"model"}).empty());
  CHECK(wrapper_prefix({"models.0"}).empty());
  CHECK(wrapper_prefix({}).empty());
}

}  // TEST_SUITE("layer order")
