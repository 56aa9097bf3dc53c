#include <doctest/doctest.h>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "model_file/fold_chain.hpp"
#include "support/error_message.hpp"

using namespace reluscope;

TEST_SUITE("fold chain") {

namespace {

ChainStep linear(const std::string& name, std::size_t inputs, std::vector<double> weights,
                 std::vector<double> bias = {}) {
  const std::size_t units = weights.size() / inputs;
  ChainStep step{.title = "layer '" + name + "'", .operation = "Linear"};
  step.what = LinearStep{name, inputs, units, std::move(weights), std::move(bias)};
  step.input_tensors = {{name + ".weight", 1}};
  step.unit_tensors = {{name + ".weight", 0}, {name + ".bias", 0}};
  step.bias_tensor = name + ".bias";
  return step;
}
ChainStep affine(std::vector<double> scale, std::vector<double> shift) {
  return {.title = "scale", .operation = "Mul", .what = AffineStep{std::move(scale), std::move(shift)}};
}
ChainStep activation(ActivationKind kind = ActivationKind::relu) {
  return {.title = "the activation", .operation = "Relu", .what = Activation{.kind = kind}};
}
ChainStep other(const std::string& operation) {
  return {.title = operation, .operation = operation, .what = OtherStep{"is none that is read"}};
}

MlpFile fold(const std::vector<ChainStep>& steps) {
  Chain chain;
  for (const ChainStep& step : steps) chain.push_back(std::make_shared<const ChainStep>(step));
  return fold_chain(chain, "m");
}
std::vector<float> folded(const std::vector<ChainStep>& steps) {
  const MlpFile mlp = fold(steps);
  return {mlp.parameters.begin(), mlp.parameters.end()};
}
std::string refusal(const std::vector<ChainStep>& steps) {
  return error_message([&] { fold(steps); });
}

}  // namespace

TEST_CASE("an affine step goes into the layer before it, row by row") {
  CHECK(folded({linear("a", 1, {2, 3}, {4, 5}), affine({10, 100}, {1, 2}), activation(), linear("b", 2, {1, 1})}) ==
        std::vector<float>{20, 300, 41, 502, 1, 1, 0});
}

TEST_CASE("behind an activation it goes into the layer after it, column by column") {
  CHECK(folded({linear("a", 1, {2, 3}), activation(), affine({10, 100}, {1, 2}), linear("b", 2, {6, 7}, {8})}) ==
        std::vector<float>{2, 3, 0, 0, 60, 700, 8 + 6 + 14});
}

TEST_CASE("before the first layer it is kept: the network takes (x − shift) / scale") {
  const MlpFile mlp = fold({affine({2}, {0}), affine({1, 1}, {3, 5}), linear("a", 2, {1, 1}, {7})});
  CHECK(mlp.scaling.scale == std::vector<double>{0.5, 0.5});  // 2x + 3 = (x + 1.5) / 0.5
  CHECK(mlp.scaling.shift == std::vector<double>{-1.5, -2.5});
  CHECK(mlp.parameters[2] == 7);
}

TEST_CASE("a head that turns a feature round or drops it cannot be a scaling and is folded") {
  const MlpFile mlp = fold({affine({-2, 0}, {3, 5}), linear("a", 2, {1, 10}, {7})});
  CHECK(mlp.scaling.empty());
  CHECK(std::vector<float>(mlp.parameters.begin(), mlp.parameters.end()) == std::vector<float>{-2, 0, 7 + 3 + 50});
}

TEST_CASE("layers without an activation between them become one, their affine steps too") {
  const MlpFile mlp = fold({linear("a", 2, {1, 2, 3, 4}, {5, 6}), affine({2}, {1}), linear("b", 2, {1, -1}, {10}),
                            activation(), linear("c", 1, {1})});
  CHECK(mlp.widths == std::vector<std::size_t>{2, 1, 1});
  // 2·(Wx + b) + 1, then the difference of the two, + 10
  CHECK(std::vector<float>(mlp.parameters.begin(), mlp.parameters.end()) == std::vector<float>{-4, -4, 8, 1, 0});
  CHECK(mlp.notes == std::vector<std::string>{"no activation between layers 'a' and 'b': they are one layer here"});
  CHECK(mlp.unit_tensors[0] == std::vector<UnitTensor>{{"b.weight", 0}, {"b.bias", 0}, {"c.weight", 1}});
}

TEST_CASE("what follows the last layer is cut off from the first step that is not affine") {
  const MlpFile mlp = fold({linear("a", 1, {2}, {3}), affine({10}, {1}), activation(ActivationKind::sigmoid),
                            affine({5}, {5}), other("ArgMax")});
  CHECK(std::vector<float>(mlp.parameters.begin(), mlp.parameters.end()) == std::vector<float>{20, 31});
  CHECK_FALSE(mlp.activation);
  CHECK(mlp.notes.back() == "cut off after the last layer: Relu, Mul, ArgMax; outputs are those of the linear layer");
}

TEST_CASE("tensors that two steps share, or that are computed, are in no list") {
  ChainStep shared = linear("b", 2, {1, 2, 3, 4});
  shared.unit_tensors[1].tensor = shared.bias_tensor = "a.bias";
  MlpFile mlp = fold({linear("a", 2, {1, 2, 3, 4}), activation(), shared, activation(), linear("c", 2, {1, 1})});
  CHECK(mlp.unit_tensors == std::vector<std::vector<UnitTensor>>{{}, {}});
  CHECK_FALSE(mlp.bias_places[0]);
  ChainStep computed = affine({1, 2}, {0});
  computed.is_rewritable = false;
  mlp = fold({linear("a", 2, {1, 2, 3, 4}), computed, activation(), linear("b", 2, {1, 2, 3, 4}), activation(),
              linear("c", 2, {1, 1})});
  CHECK(mlp.unit_tensors[0].empty());
  CHECK(mlp.unit_tensors[1].size() == 3);
}

TEST_CASE("what is no chain of layers and activations is refused with the step") {
  CHECK(refusal({activation(), linear("a", 1, {1})}) ==
        "m: the activation comes before the first layer; only MLPs are read");
  CHECK(refusal({linear("a", 1, {1}), activation(), activation(), linear("b", 1, {1})}).empty());  // ReLU of ReLU
  CHECK(refusal({linear("a", 1, {1}), activation(ActivationKind::tanh), activation(ActivationKind::tanh),
                 linear("b", 1, {1})}) ==
        "m: the activation follows another activation; one between two layers is read");
  CHECK(refusal({linear("a", 1, {1}), other("Softmax"), linear("b", 1, {1})}) == "m: Softmax is none that is read");
  CHECK(refusal({other("Softmax")}) == "m: no linear layer in it; only MLPs are read");
  CHECK(refusal({linear("a", 1, {1, 2}), activation(), linear("b", 3, {1, 2, 3})}) ==
        "m: layer 'b' takes 3 inputs, layer 'a' gives 2; the file is damaged; save the model again");
  CHECK(refusal({linear("a", 1, {1e39}), activation(), linear("b", 1, {1})}) ==
        "m: layer 'a' holds a value that float32 does not have; the model has diverged, train it again");
  CHECK(refusal({linear("a", 1, {1e30}), affine({1e30}, {0}), activation(), linear("b", 1, {1})}).find("float32") !=
        std::string::npos);
}

}  // TEST_SUITE("fold chain")
