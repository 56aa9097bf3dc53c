#include <cmath>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <vector>

#include "model_file/input_scaling.hpp"
#include "model_file/model_files.hpp"
#include "model_file/read_model.hpp"

using namespace reluscope;

TEST_SUITE("input scaling") {

TEST_CASE("a scaling of the inputs that is made a part of the first layer changes no output") {
  for (const char* name : {"head_sub_mul.onnx", "head_channels.onnx", "batch_norm_head.onnx", "torch_view.onnx"}) {
    CAPTURE(name);
    MlpFile mlp = read_model_file(model_path(name));
    const auto rows = expected_models()[name]["rows"].get<std::vector<std::vector<double>>>();
    const auto before = outputs_of(mlp, rows);
    fold_scaling(mlp, name);
    CHECK(mlp.scaling.empty());
    const auto after = outputs_of(mlp, rows);
    for (std::size_t row = 0; row < rows.size(); ++row)
      for (std::size_t o = 0; o < before[row].size(); ++o)
        CHECK(std::abs(after[row][o] - before[row][o]) <= 1e-5 * std::max(1.0F, std::abs(before[row][o])));
  }
}

TEST_CASE("a network without one stays as it is, to the bit") {
  MlpFile mlp = read_model_file(model_path("gemm_plain.onnx"));
  const auto before = mlp.parameters;
  fold_scaling(mlp, "m");
  CHECK(std::vector<float>(mlp.parameters.begin(), mlp.parameters.end()) ==
        std::vector<float>(before.begin(), before.end()));
}

}  // TEST_SUITE("input scaling")
