#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "model_file/model_files.hpp"
#include "model_file/smaller_model.hpp"
#include "support/text.hpp"

using namespace reluscope;

TEST_SUITE("smaller_model") {

namespace {

using Obstacle = SmallerModel::Obstacle;

/// Every model of tests/models that has hidden units.
template <class Visit>
void each_model(const Visit& visit) {
  for (const auto& [name, expected] : expected_models().items()) {
    if (!expected.contains("widths") || expected["widths"].size() < 3) continue;
    ModelFileOptions options;
    if (expected.contains("prefix")) options.prefix = expected["prefix"];
    if (expected.contains("layers")) options.layers = split(expected["layers"], ',');
    LoadedModel model = load_model(model_path(name), options);
    Network<float> network(model.mlp.widths, model.mlp.activation.value_or(Activation()));
    std::ranges::copy(model.mlp.parameters, network.parameters().begin());
    const auto captured = name;  // clang 14 captures no binding
    CAPTURE(captured);
    visit(name, model, network);
  }
}

double greatest_difference(std::span<const float> a, std::span<const float> b) {
  if (a.size() != b.size()) return INFINITY;
  double greatest = 0, apart = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    greatest = std::max(greatest, std::abs(double{a[i]}));
    apart = std::max(apart, std::abs(double{a[i]} - b[i]));
  }
  return apart / greatest;
}

std::size_t removed_units(const Pruning& pruning) {
  std::size_t count = 0;
  for (const auto& units : pruning.removed) count += units.size();
  return count;
}

}  // namespace

TEST_CASE("files in every dialect, read back, have the units that stay, and nothing else has changed") {
  std::size_t models = 0, exact = 0;
  std::set<std::string> left_alone;
  each_model([&](const std::string& name, LoadedModel& model, const Network<float>& network) {
    PruningFacts facts;
    add_limits_of_file(model, facts);
    for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
      facts.dead_on_data.emplace_back(network.layers()[l].units(), false);
      facts.dead_on_data[l][l % network.layers()[l].units()] = true;
    }
    const Pruning pruning = prune(network, facts);
    const SmallerModel smaller = smaller_model(model, pruning);
    ++models;
    if (removed_units(pruning) == 0 || smaller.obstacle != Obstacle::none) {
      left_alone.insert(name);
      return;
    }
    CHECK(greatest_difference(pruning.network.parameters(), smaller.mlp.parameters) < 1e-6);
    if (std::ranges::equal(pruning.network.parameters(), smaller.mlp.parameters)) ++exact;
    CHECK(smaller.mlp.scaling.scale == model.mlp.scaling.scale);
    CHECK(smaller.mlp.scaling.shift == model.mlp.scaling.shift);
    CHECK(smaller.mlp.layer_names == model.mlp.layer_names);
    CHECK(smaller.mlp.notes == model.mlp.notes);
  });
  CHECK(models > 90);
  CHECK(exact > 80);
  CHECK(joined({left_alone.begin(), left_alone.end()}, ", ").empty());
}

TEST_CASE("what is moved into a bias is there when the file is read back") {
  std::size_t moved = 0;
  each_model([&](const std::string&, LoadedModel& model, const Network<float>& network) {
    PruningFacts facts{.inputs = std::vector<std::optional<float>>(network.input_count(), 0.5F)};
    add_limits_of_file(model, facts);
    const Pruning pruning = prune(network, facts);
    const SmallerModel smaller = smaller_model(model, pruning);
    if (pruning.is_exact || smaller.obstacle != Obstacle::none) return;
    CHECK(greatest_difference(pruning.network.parameters(), smaller.mlp.parameters) < 1e-6);
    ++moved;
  });
  CHECK(moved > 60);
}

TEST_CASE("what is merged is there when the file is read back") {
  std::size_t merged = 0;
  each_model([&](const std::string&, LoadedModel& model, const Network<float>& network) {
    PruningFacts facts;
    add_limits_of_file(model, facts);
    for (std::size_t l = 0; l < network.hidden_layer_count(); ++l)
      facts.signs.emplace_back(network.layers()[l].units(), UnitSign::active);
    const Pruning pruning = prune(network, facts);
    const SmallerModel smaller = smaller_model(model, pruning);
    if (removed_units(pruning) == 0 || smaller.obstacle != Obstacle::none) return;
    CHECK(greatest_difference(pruning.network.parameters(), smaller.mlp.parameters) < 1e-5);
    ++merged;
  });
  CHECK(merged > 60);
}

TEST_CASE("half floats cannot hold what is moved, and say where") {
  LoadedModel model = load_model(model_path("f16.safetensors"));
  Network<float> network(model.mlp.widths, Activation());
  std::ranges::copy(model.mlp.parameters, network.parameters().begin());
  PruningFacts facts{.inputs = std::vector<std::optional<float>>(network.input_count(), 0.3F)};
  const SmallerModel smaller = smaller_model(model, prune(network, facts));
  CHECK(smaller.obstacle == Obstacle::bias);
  CHECK(smaller.layer >= 1);
}

}  // TEST_SUITE("smaller_model")
