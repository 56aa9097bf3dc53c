#include <algorithm>
#include <atomic>
#include <doctest/doctest.h>
#include <random>
#include <thread>

#include "linalg/random_matrix.hpp"
#include "model/initialization.hpp"
#include "model/network.hpp"
#include "train/gradient_check.hpp"
#include "train/loss.hpp"
#include "train/reference.hpp"

using namespace reluscope;

TEST_SUITE("network") {

TEST_CASE("forward, loss and gradients equal PyTorch's") {
  for (const std::string name : {"classification", "regression"}) {
    CAPTURE(name);
    const ReferenceTask reference_task(name);
    const Network<float> network = reference_task.network();
    Workspace<float> workspace = network.make_workspace(10);
    const auto& expected = reference_task.task["forward"];

    const MatrixView<float> outputs = network.forward(reference_task.inputs, workspace);
    for (std::size_t j = 0; j < outputs.rows(); ++j)
      CHECK(relative_error(outputs.row(j), expected["outputs"][j].get<std::vector<float>>()) < 1e-5);
    for (std::size_t l = 0; l < network.hidden_layer_count(); ++l)
      for (std::size_t j = 0; j < outputs.rows(); ++j)
        for (std::size_t i = 0; i < workspace.outputs[l].shape()[1]; ++i) {
          const float z = expected["preactivations"][l][j][i];
          CHECK(workspace.outputs[l](j, i) == doctest::Approx(std::max(0.0F, z)).epsilon(1e-5));
        }

    const double loss = loss_with_gradient(outputs, reference_task.samples()) / 10;
    CHECK(loss == doctest::Approx(expected["loss"].get<double>()).epsilon(1e-5));
    std::vector<float> gradient(network.parameters().size());
    network.backward(reference_task.inputs, outputs, workspace, gradient);
    CHECK(relative_error(gradient, expected["gradients"].get<std::vector<float>>()) < 1e-5);
  }
}

TEST_CASE("backpropagation through random networks equals central differences in double") {
  for (const std::vector<std::size_t>& hidden : {std::vector<std::size_t>{1}, {8, 4}, {5, 5, 5}, {16}}) {
    for (const bool classification : {true, false}) {
      for (const char* name : {"relu", "leaky_relu:0.2", "elu", "gelu", "silu", "tanh", "sigmoid"}) {
        CAPTURE(name);
        const NetworkCheck check = check_network(hidden, classification, activation_named(name).value(), 7);
        CHECK(check.compared > check.parameters / 2);
        CHECK(check.worst_relative_error < 1e-6);
      }
      const NetworkCheck open = check_network(hidden, classification, {.gradient_at_zero = 1}, 7);
      CHECK(open.compared > open.parameters / 2);
      CHECK(open.worst_relative_error < 1e-6);
    }
  }
}

TEST_CASE("a workspace larger than the rows gives the same outputs") {
  const ReferenceTask reference_task("classification");
  const Network<float> network = reference_task.network();
  Workspace<float> exact = network.make_workspace(3), large = network.make_workspace(10);
  const MatrixView<const float> rows = MatrixView<const float>(reference_task.inputs).rows(0, 3);
  const MatrixView<float> a = network.forward(rows, exact), b = network.forward(rows, large);
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(a.data()[i] == b.data()[i]);
}

TEST_CASE_TEMPLATE("a pass that is shared out, even among more than there are rows, is one pass to the bit", T, float,
                   double) {
  for (const char* name : {"relu", "gelu"}) {
    CAPTURE(name);
    Network<T> network({4, 9, 6, 3}, activation_named(name).value());
    std::mt19937 engine(2);
    const Matrix<T> parameters = random_matrix<T>(1, network.parameters().size(), engine);
    const Matrix<T> x = random_matrix<T>(5, 4, engine), output_delta = random_matrix<T>(5, 3, engine);
    std::ranges::copy(parameters, network.parameters().begin());
    Workspace<T> whole = network.make_workspace(5), shared = network.make_workspace(5);
    std::vector<T> expected(network.parameters().size()), gradient(network.parameters().size());
    Matrix<T> delta = output_delta;
    network.forward(x, whole);
    network.backward(x, delta, whole, expected);
    for (const std::size_t count : {1, 2, 3, 5, 8, 13}) {
      CAPTURE(count);
      const auto each = [&](auto&& step) {
        for (std::size_t i = 0; i < count; ++i) step(Share{i, count});
      };
      Matrix<T> own_delta = output_delta;
      each([&](Share share) { network.forward(x, shared, share); });
      CHECK(std::ranges::equal(shared.outputs.back(), whole.outputs.back()));
      each([&](Share share) { network.backward_deltas(x, own_delta, shared, share); });
      each([&](Share share) { network.backward_parameters(x, own_delta, shared, gradient, share); });
      CHECK(gradient == expected);
    }
  }
}

TEST_CASE("a network of no layer, or of an activation that there is not, is refused") {
  CHECK_THROWS_AS(Network<float>({3}, {}), std::invalid_argument);
  CHECK_THROWS_AS(Network<float>({3, 2}, {.kind = ActivationKind::relu, .gradient_at_zero = 2}), std::invalid_argument);
  CHECK_NOTHROW(Network<float>({3, 2}, {.kind = ActivationKind::relu, .gradient_at_zero = 1}));
}

}  // TEST_SUITE("network")
