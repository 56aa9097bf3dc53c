#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "model_file/model_files.hpp"
#include "model_file/read_model.hpp"
#include "support/error_message.hpp"
#include "support/text.hpp"

using namespace reluscope;

TEST_SUITE("models") {

namespace {

ModelFileOptions options_of(const nlohmann::json& expected) {
  ModelFileOptions options;
  if (expected.contains("prefix")) options.prefix = expected["prefix"];
  if (expected.contains("layers")) options.layers = split(expected["layers"], ',');
  return options;
}

bool has_note(const MlpFile& mlp, const std::string& part) {
  return std::ranges::any_of(mlp.notes, [&](const std::string& note) { return note.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE("every model in tests/models computes what NumPy or PyTorch computes") {
  const nlohmann::json& models = expected_models();
  REQUIRE(models.size() > 100);
  for (const auto& [name, expected] : models.items()) {
    const auto captured = name;  // clang 14 captures no binding
    CAPTURE(captured);
    const MlpFile mlp = read_model_file(model_path(name), options_of(expected));
    CHECK(mlp.widths == expected["widths"].get<std::vector<std::size_t>>());
    CHECK((mlp.activation ? nlohmann::json(text_of(*mlp.activation)) : nlohmann::json()) == expected["activation"]);
    CHECK(mlp.scaling.empty() != expected.value("scaling", false));
    CHECK(mlp.layer_names.size() + 1 == mlp.widths.size());
    CHECK(mlp.sha256.size() == 64);
    if (expected.contains("note")) CHECK(has_note(mlp, expected["note"]));
    const auto wanted = expected["outputs"].get<std::vector<std::vector<double>>>();
    const auto outputs = outputs_of(mlp, expected["rows"].get<std::vector<std::vector<double>>>());
    for (std::size_t row = 0; row < wanted.size(); ++row)
      for (std::size_t o = 0; o < wanted[row].size(); ++o)
        CHECK(std::abs(outputs[row][o] - wanted[row][o]) <= 1e-5 * std::max(1.0, std::abs(wanted[row][o])));
  }
}

TEST_CASE("a model that does not say enough is refused with what to give, word for word") {
  for (const auto& [name, expected] : expected_models().items()) {
    if (!expected.contains("error")) continue;
    const std::string path = model_path(name);
    CHECK(replaced(error_message([&] { read_model_file(path); }), path, name) == expected["error"].get<std::string>());
  }
}

TEST_CASE("several networks in a file are listed with their shapes, and --prefix proposed") {
  const std::string path = model_path("policy_and_value.safetensors");
  CHECK(replaced(error_message([&] { read_model_file(path); }), path, "m") ==
        "m: several networks in it: policy. (4-5-3-2), value. (4-8-1); choose one with --prefix, such as --prefix "
        "policy. (of networks that follow each other all, with commas)");
}

TEST_CASE("what is rewritten with the units of a hidden layer is listed, tensor by tensor") {
  const auto tensors = [](const std::string& name) { return read_model_file(model_path(name)).unit_tensors; };
  using Tensors = std::vector<UnitTensor>;
  CHECK(tensors("torch_relu.onnx") == std::vector<Tensors>{{{"0.weight", 0}, {"0.bias", 0}, {"2.weight", 1}},
                                                           {{"2.weight", 0}, {"2.bias", 0}, {"4.weight", 1}}});
  CHECK(tensors("matmul_transposed.onnx")[0] == Tensors{{"fc0.weight", 0}, {"fc0.bias", 0}, {"fc1.weight", 1}});
  CHECK(tensors("norm_sequential.safetensors")[0] == Tensors{{"net.0.weight", 0},
                                                             {"net.0.bias", 0},
                                                             {"net.1.weight", 0},
                                                             {"net.1.bias", 0},
                                                             {"net.1.running_mean", 0},
                                                             {"net.1.running_var", 0},
                                                             {"net.4.weight", 1}});
  CHECK(tensors("two_layers_in_one.onnx")[0].size() == 3);
  CHECK(tensors("data_raw_bf16.onnx")[0].empty() == false);
}

TEST_CASE("a constant that is added at a bias place changes the bias by its scale") {
  const MlpFile plain = read_model_file(model_path("gemm_alpha_beta.onnx"));
  REQUIRE(plain.bias_places[0]);
  CHECK(plain.bias_places[0]->scale == std::vector<double>(5, 2.0));  // beta
  const MlpFile none = read_model_file(model_path("matmul_alone.onnx"));
  CHECK_FALSE(none.bias_places[0]);
}

TEST_CASE("models of public repositories are read, or refused with the reason") {
  const char* const given = std::getenv("RELUSCOPE_PUBLIC_MODELS");  // a folder with them; they are not ours to ship
  if (given == nullptr) return;
  const std::string folder = given;
  const auto widths = [&](const std::string& name) { return read_model_file(folder + "/" + name).widths; };
  const auto complaint = [&](const std::string& name) {
    return error_message([&] { read_model_file(folder + "/" + name); });
  };
  using Widths = std::vector<std::size_t>;
  CHECK(widths("acasxu_1_1.onnx") == Widths{5, 50, 50, 50, 50, 50, 50, 5});
  CHECK(widths("three_layer_pytorch.onnx") == Widths{16, 64, 32, 32, 5});
  CHECK(widths("three_layer_bn_keras.onnx") == Widths{16, 64, 32, 32, 5});
  CHECK(widths("two_layer_keras.onnx") == Widths{10, 32, 1});
  CHECK(widths("fc1.onnx") == Widths{2, 25, 25, 25, 2});
  CHECK(widths("mnist2x10.onnx") == Widths{784, 10, 10, 10});
  CHECK(widths("mnist5x20_leaky_relu.onnx").size() == 8);
  CHECK(widths("weights_left.onnx") == Widths{1, 2, 2, 1});
  CHECK(complaint("bnn_model_fc_1layer.onnx").find("(BipolarQuant of onnx.brevitas)") != std::string::npos);
  CHECK(complaint("certificate_and_controller_mandal.onnx").find("several inputs") != std::string::npos);
  CHECK(complaint("conv_mp1.onnx").find("(Conv) is a convolution") != std::string::npos);
}

}  // TEST_SUITE("models")
