#include <algorithm>
#include <doctest/doctest.h>

#include "prune/box_points.hpp"
#include "prune/sequential.hpp"

using namespace reluscope;

TEST_SUITE("prune_parts") {

TEST_CASE("points lie in the box, both ends of every range among them, and groups are one-hot") {
  InputBox box;
  box.lower = {-2, 0, 0, 0, 5};
  box.upper = {3, 1, 1, 1, 5};
  box.groups = {{1, 3}};
  const Matrix<float> points = points_in(box, 200);
  bool has_inner = false;
  for (std::size_t j = 0; j < 200; ++j) {
    CHECK(points(j, 0) >= -2);
    CHECK(points(j, 0) <= 3);
    has_inner = has_inner || (points(j, 0) > -2 && points(j, 0) < 3);
    CHECK(points(j, 1) + points(j, 2) + points(j, 3) == 1);
    CHECK(std::max({points(j, 1), points(j, 2), points(j, 3)}) == 1);
    CHECK(points(j, 4) == 5);
  }
  CHECK(points(0, 0) == -2);
  CHECK(points(1, 0) == 3);
  CHECK(has_inner);
  CHECK(std::ranges::equal(points_in(box, 200), points));
}

TEST_CASE("a network is written down as PyTorch has it") {
  const std::vector<std::pair<const char*, const char*>> activations = {
      {"relu", "nn.ReLU()"},      {"leaky_relu:0.2", "nn.LeakyReLU(0.2)"},
      {"elu", "nn.ELU()"},        {"gelu", "nn.GELU()"},
      {"silu", "nn.SiLU()"},      {"tanh", "nn.Tanh()"},
      {"sigmoid", "nn.Sigmoid()"}};
  for (const auto& [name, module] : activations) {
    const Network<float> network({4, 8, 3}, activation_named(name).value());
    CHECK(as_sequential(network, {true, false}) ==
          "nn.Sequential(nn.Linear(4, 8), " + std::string(module) + ", nn.Linear(8, 3, bias=False))");
  }
}

}  // TEST_SUITE("prune_parts")
