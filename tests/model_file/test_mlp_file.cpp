#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>
#include <vector>

#include "model_file/mlp_file.hpp"
#include "model_file/safetensors.hpp"
#include "model_file/state_dict.hpp"
#include "support/error_message.hpp"

using namespace reluscope;

TEST_SUITE("mlp file") {

namespace {

/// A network with the parameters 1, 2, 3, …
Network<float> counting_network(const std::vector<std::size_t>& widths) {
  Network<float> network(widths, Activation());
  std::iota(network.parameters().begin(), network.parameters().end(), 1.0F);
  return network;
}

/// A layer NAME of a state dict, all weights w and all biases b.
void add_layer(TensorFile& file, const std::string& name, std::size_t inputs, std::size_t units, float w = 0,
               float b = 0) {
  file.tensors[name + ".weight"] = {{units, inputs}, std::vector<float>(units * inputs, w)};
  file.tensors[name + ".bias"] = {{units}, std::vector<float>(units, b)};
}

std::vector<float> parameters(const TensorFile& file) {
  const MlpFile mlp = parse_mlp_file(to_safetensors(file), "m.safetensors");
  return {mlp.parameters.begin(), mlp.parameters.end()};
}

std::string complaint(const TensorFile& file) {
  return error_message([&] { parse_mlp_file(to_safetensors(file), "m.safetensors"); });
}

Encoding example_encoding() {
  Encoding encoding;
  encoding.features.resize(2);
  encoding.features[0].column = "age";
  encoding.features[0].shift = 29.7;
  encoding.features[0].scale = 14.5;
  encoding.features[0].fill = {30.5};
  encoding.features[1].column = "sex";
  encoding.features[1].categorical = true;
  encoding.features[1].categories = {"female", "male"};
  encoding.features[1].fill = {0.25, 0.75};
  encoding.target = "survived";
  encoding.classes = {"no", "yes"};
  return encoding;
}

/// As many numeric features and as many classes as the network takes and gives; a regression for one output.
Encoding numbers_to_classes(const std::vector<std::size_t>& widths) {
  Encoding encoding{.target = "y", .task = widths.back() > 1 ? Task::classification : Task::regression};
  for (std::size_t i = 0; i < widths.front(); ++i) encoding.features.push_back({.column = "x" + std::to_string(i)});
  for (std::size_t i = 0; i < widths.back() && widths.back() > 1; ++i)
    encoding.classes.push_back("class " + std::to_string(i));
  return encoding;
}

}  // namespace

TEST_CASE("the tensors are those of PyTorch's Sequential: out × in, numbered with the ReLUs counted") {
  const TensorFile file = parse_safetensors(to_mlp_file(counting_network({2, 3, 1}), {}), "m.safetensors");
  REQUIRE(file.tensors.size() == 4);
  CHECK(file.tensors.at("0.weight").shape == std::vector<std::size_t>{3, 2});
  CHECK(file.tensors.at("0.bias").shape == std::vector<std::size_t>{3});
  CHECK(file.tensors.at("2.weight").shape == std::vector<std::size_t>{1, 3});
  CHECK(file.tensors.at("2.bias").values == std::vector<float>{13});
  CHECK(file.metadata.at("format") == "pt");  // transformers and others insist on it
}

TEST_CASE("weights are stored unit by unit, as the network multiplies them") {
  Network<float> network = counting_network({2, 2});
  const TensorFile file = parse_safetensors(to_mlp_file(network, {}), "m.safetensors");
  const std::vector<float>& w = file.tensors.at("0.weight").values;
  const std::vector<float>& b = file.tensors.at("0.bias").values;
  Matrix<float> x = Matrix<float>::from_shape({1, 2});
  x(0, 0) = 10;
  x(0, 1) = 100;
  Workspace<float> workspace = network.make_workspace(1);
  const MatrixView<float> y = network.forward(x, workspace);
  for (std::size_t unit = 0; unit < 2; ++unit)
    CHECK(y.row(0)[unit] == 10 * w[2 * unit] + 100 * w[2 * unit + 1] + b[unit]);
}

TEST_CASE("a network that is saved is read again, also one of more than five layers") {
  for (const std::vector<std::size_t>& widths : {std::vector<std::size_t>{3, 1}, {4, 8, 3}, {2, 3, 4, 5, 6, 7, 8, 9}}) {
    const Network<float> network = counting_network(widths);
    const MlpFile mlp = parse_mlp_file(to_mlp_file(network, numbers_to_classes(widths)), "m.safetensors");
    CHECK(mlp.widths == widths);
    CHECK(std::ranges::equal(mlp.parameters, network.parameters()));
  }
}

TEST_CASE("the metadata holds what is needed to feed a CSV to the network") {
  const TensorFile file = parse_safetensors(to_mlp_file(counting_network({3, 2}), example_encoding()), "m.safetensors");
  const auto json = nlohmann::json::parse(file.metadata.at("reluscope"));
  CHECK(json == nlohmann::json::parse(R"({
    "version": 1, "activation": "relu", "target": "survived", "task": "classification", "classes": ["no", "yes"],
    "target_shift": 0.0, "target_scale": 1.0,
    "features": [
      {"column": "age", "kind": "numeric", "shift": 29.7, "scale": 14.5, "fill": 30.5},
      {"column": "sex", "kind": "categorical", "categories": ["female", "male"], "fill": [0.25, 0.75]}
    ]})"));
}

TEST_CASE("the metadata of a regression holds the scale of its target, and no fill where nothing was filled") {
  Encoding encoding = example_encoding();
  encoding.task = Task::regression;
  encoding.classes.clear();
  encoding.target_shift = 150.5;
  encoding.target_scale = 77;
  for (FeatureEncoding& feature : encoding.features) feature.fill.clear();
  const TensorFile file = parse_safetensors(to_mlp_file(counting_network({3, 1}), encoding), "m.safetensors");
  const auto json = nlohmann::json::parse(file.metadata.at("reluscope"));
  CHECK(json["task"] == "regression");
  CHECK(json["target_shift"] == 150.5);
  CHECK(json["target_scale"] == 77);
  CHECK(json["features"][0]["fill"].is_null());
  CHECK(json["features"][1]["fill"].is_null());
}

TEST_CASE("layers of one stem are in the order of their numbers") {
  for (const std::vector<std::string>& names :
       {std::vector<std::string>{"0", "2", "10"},
        {"fc1", "fc2", "fc10"},
        {"fc01", "fc2", "fc010"},
        {"net.0", "net.2", "net.12"},
        {"layers.0.linear", "layers.1.linear", "layers.10.linear"},
        {"a.99999999999999999998", "a.99999999999999999999", "a.100000000000000000000"},
        {"net.8.linear", "net.9.linear", "net.11.linear"}}) {
    TensorFile file;
    for (std::size_t l = 0; l < 3; ++l)
      add_layer(file, names[l], 1, 1, static_cast<float>(l), static_cast<float>(10 * l));
    CHECK(parameters(file) == std::vector<float>{0, 0, 1, 10, 2, 20});
  }
}

TEST_CASE("other layers are in the only order in which their shapes chain") {
  TensorFile file;
  add_layer(file, "encoder", 1, 3, 1, 10);
  add_layer(file, "decoder", 3, 2, 2, 20);
  add_layer(file, "after", 2, 1, 3, 30);
  CHECK_FALSE(complaint(file).empty());  // 1-3-2-1: any of them may come first
  file = {};
  add_layer(file, "encoder", 1, 3, 1, 10);
  add_layer(file, "decoder", 3, 2, 2, 20);
  CHECK(parameters(file) == std::vector<float>{1, 1, 1, 10, 10, 10, 2, 2, 2, 2, 2, 2, 20, 20});
}

TEST_CASE("layers are in the order of --layers") {
  TensorFile file;
  for (const char* name : {"module.a", "module.b", "module.c"}) add_layer(file, name, 1, 1, name[7] - 'a', 5);
  const auto order = [&](const std::vector<std::string>& layers) {
    const MlpFile mlp = parse_mlp_file(to_safetensors(file), "m.safetensors", {.layers = layers});
    return std::vector<float>{mlp.parameters[0], mlp.parameters[2], mlp.parameters[4]};
  };
  CHECK(order({"c", "a", "b"}) == std::vector<float>{2, 0, 1});
  CHECK(order({"module.b", "a", "module.c"}) == std::vector<float>{1, 0, 2});
  CHECK(complaint(file) ==
        "m.safetensors: neither names nor shapes say in which order the layers follow: 'a' (1 to 1), 'b' (1 to 1), 'c' "
        "(1 to 1); use --layers A,B,… with these names in the order in which the model applies them");
}

TEST_CASE("a tensor that belongs to no linear layer is refused: the outputs would not be the model's") {
  for (const std::string name : {"0.scale", "mask", "log_std"}) {
    TensorFile file;
    add_layer(file, "0", 2, 1, 3, 4);
    file.tensors[name] = {{1}, {9}};
    CHECK(complaint(file) ==
          "m.safetensors: tensor '" + name + "' is not of a linear layer; only Linear and ReLU layers are read");
  }
}

TEST_CASE("modules that are no part of a chain are refused by what they are") {
  const auto refusal = [](const std::vector<std::pair<std::string, std::vector<std::size_t>>>& tensors) {
    TensorFile file;
    add_layer(file, "0", 2, 2, 3, 4);
    add_layer(file, "9", 2, 1, 3, 4);
    for (const auto& [name, shape] : tensors) {
      std::size_t count = 1;
      for (const std::size_t extent : shape) count *= extent;
      file.tensors[name] = {shape, std::vector<float>(count, 1)};
    }
    return complaint(file);
  };
  const auto says = [](const std::string& message, const std::string& part) {
    return message.find(part) != std::string::npos && message.find("only Linear and ReLU layers") != std::string::npos;
  };
  CHECK(says(refusal({{"1.weight", {2}}, {"1.bias", {2}}}), "tensor '1.weight' is of a LayerNorm or GroupNorm"));
  CHECK(says(refusal({{"1.weight", {1}}}), "tensor '1.weight' is of a PReLU"));
  CHECK(says(refusal({{"1.weight", {2, 2, 3, 3}}, {"1.bias", {2}}}), "tensor '1.weight' is of a convolution"));
  CHECK(says(refusal({{"1.weight_g", {2, 1}}, {"1.weight_v", {2, 2}}, {"1.bias", {2}}}), "weight_norm"));
  CHECK(
      says(refusal({{"1.parametrizations.weight.original0", {2, 1}}, {"1.parametrizations.weight.original1", {2, 2}}}),
           "remove_parametrizations(layer, 'weight')"));
  CHECK(says(refusal({{"1.weight_orig", {2, 2}}, {"1.weight_u", {2}}, {"1.weight_v", {2}}}), "spectral_norm"));
  CHECK(says(refusal({{"1.parametrizations.weight.original", {2, 2}}, {"1.parametrizations.weight.0._u", {2}}}),
             "is of a parametrization"));
  CHECK(says(refusal({{"1.weight_orig", {2, 2}}, {"1.weight_mask", {2, 2}}}), "torch.nn.utils.prune.remove"));
  CHECK(says(refusal({{"1.weight_ih_l0", {8, 2}}, {"1.weight_hh_l0", {8, 2}}}), "is of a recurrent layer"));
  CHECK(says(refusal({{"1.in_proj_weight", {6, 2}}, {"1.out_proj.weight", {2, 2}}}), "is of an attention layer"));
  CHECK(says(refusal({{"1.running_mean", {2}}, {"1.running_var", {3}}}), "is not whole"));
  CHECK(says(refusal({{"1.running_mean", {2}}}), "is not whole"));
  CHECK(says(refusal({{"1.lora_A.weight", {1, 2}}, {"1.lora_A.scale", {1}}}), "LoRA"));
  CHECK(says(refusal({{"embedding.weight", {7, 2}}}), "layer 'embedding' is an Embedding"));
  CHECK(says(refusal({{"shortcut.weight", {2, 2}}, {"shortcut.bias", {2}}}), "layer 'shortcut' is a shortcut around"));
}

TEST_CASE("a layer without a bias has none, and a constant cannot be moved into it") {
  TensorFile file;
  add_layer(file, "fc1", 2, 2, 3, 4);
  add_layer(file, "fc2", 2, 1, 5, 6);
  file.tensors.erase("fc1.bias");
  CHECK(parameters(file) == std::vector<float>{3, 3, 3, 3, 0, 0, 5, 5, 6});
  const MlpFile mlp = parse_mlp_file(to_safetensors(file), "m.safetensors");
  CHECK_FALSE(mlp.bias_places[0]);
  CHECK(mlp.bias_places[1] == BiasPlace{"fc2.bias", {1}});
}

namespace {

void add_norm(TensorFile& file, const std::string& name, std::vector<float> mean, std::vector<float> var,
              const std::vector<float>& gamma = {}, const std::vector<float>& beta = {}) {
  const std::vector<std::size_t> shape = {mean.size()};
  file.tensors[name + ".running_mean"] = {shape, std::move(mean)};
  file.tensors[name + ".running_var"] = {shape, std::move(var)};
  if (!gamma.empty()) file.tensors[name + ".weight"] = {shape, gamma};
  if (!beta.empty()) file.tensors[name + ".bias"] = {shape, beta};
}

}  // namespace

TEST_CASE("a batch normalisation behind a layer is folded into it in double, and rounded once") {
  TensorFile file;
  add_layer(file, "0", 1, 2, 3, 4);
  add_norm(file, "1", {1, 2}, {0.25F, 4}, {2, 5}, {7, 8});
  add_layer(file, "3", 2, 1, 1, 0);
  const double first = 2 / std::sqrt(0.25 + 1e-5), second = 5 / std::sqrt(4 + 1e-5);
  const std::vector<float> found = parameters(file);
  CHECK(found[0] == static_cast<float>(3 * first));
  CHECK(found[1] == static_cast<float>(3 * second));
  CHECK(found[2] == static_cast<float>(4 * first + (7 - 1 * first)));
  CHECK(found[3] == static_cast<float>(4 * second + (8 - 2 * second)));
}

TEST_CASE("where a layer has no bias, a constant goes into the running mean of what follows, with its sign") {
  TensorFile file;
  add_layer(file, "0", 1, 1, 3, 4);
  file.tensors.erase("0.bias");
  add_norm(file, "1", {1}, {4});
  add_layer(file, "3", 1, 1, 1, 0);
  const MlpFile mlp = parse_mlp_file(to_safetensors(file), "m.safetensors");
  REQUIRE(mlp.bias_places[0]);
  CHECK(mlp.bias_places[0]->tensor == "1.running_mean");
  const double moved = 0.5;
  file.tensors["1.running_mean"].values[0] += static_cast<float>(moved);
  const MlpFile after = parse_mlp_file(to_safetensors(file), "m.safetensors");
  CHECK(after.parameters[1] - mlp.parameters[1] == doctest::Approx(moved * mlp.bias_places[0]->scale[0]));
}

TEST_CASE("a running variance below 0 is refused") {
  TensorFile file;
  add_layer(file, "0", 1, 1, 3, 4);
  add_norm(file, "1", {1}, {-1});
  add_layer(file, "3", 1, 1, 1, 0);
  CHECK(complaint(file) ==
        "m.safetensors: batch normalisation '1' has a running variance that is not above 0; the model is damaged, save "
        "it again");
}

TEST_CASE("which side of the activation a batch normalisation is on is read from the numbers, or asked for") {
  const auto order = [](const std::string& norm, const std::string& second) {
    TensorFile file;
    add_layer(file, "0", 1, 1, 1, 0);
    add_norm(file, norm, {5}, {1});
    add_layer(file, second, 1, 1, 1, 0);
    const std::string refusal = complaint(file);
    if (!refusal.empty())
      return refusal.find("--layers 0," + norm + ",activation," + second) != std::string::npos ? std::string("asks")
                                                                                               : refusal;
    return std::string(parameters(file)[1] < -4 ? "before" : "behind");
  };
  CHECK(order("1", "3") == "before");
  CHECK(order("2", "3") == "behind");
  CHECK(order("1", "4") == "before");  // the activation and Dropout
  CHECK(order("3", "4") == "behind");
  CHECK(order("1", "2") == "asks");  // a ModuleList
  CHECK(order("2", "4") == "asks");  // Dropout, BatchNorm, activation, or activation, BatchNorm, Dropout
  CHECK(order("norm", "2") == "asks");
}

TEST_CASE("in --layers the word activation says on which side a batch normalisation is") {
  TensorFile file;
  add_layer(file, "fc1", 1, 1, 1, 0);
  add_norm(file, "bn1", {5}, {1});
  add_layer(file, "fc2", 1, 1, 1, 0);
  const auto biases = [&](const std::vector<std::string>& layers) {
    const MlpFile mlp = parse_mlp_file(to_safetensors(file), "m.safetensors", {.layers = layers});
    return std::pair(mlp.parameters[1] < -4, mlp.parameters[3] < -4);
  };
  CHECK(biases({"fc1", "bn1", "activation", "fc2"}) == std::pair(true, false));
  CHECK(biases({"fc1", "activation", "bn1", "fc2"}) == std::pair(false, true));
  const auto refusal = [&](const std::vector<std::string>& layers) {
    return error_message([&] { parse_mlp_file(to_safetensors(file), "m.safetensors", {.layers = layers}); });
  };
  CHECK(refusal({"fc1", "bn1", "fc2"}).find("say where the activation is") != std::string::npos);
  CHECK(refusal({"fc1", "activation", "fc2"}).find("'bn1' is missing") != std::string::npos);
}

TEST_CASE("networks on the same inputs are not chained, even if their shapes would allow it") {
  TensorFile file;
  add_layer(file, "actor.0", 4, 8);
  add_layer(file, "actor.2", 8, 4);
  add_layer(file, "critic.0", 4, 6);
  add_layer(file, "critic.2", 6, 1);
  CHECK(complaint(file) ==
        "m.safetensors: several networks in it: actor. (4-8-4), critic. (4-6-1); choose one with --prefix, such as "
        "--prefix actor. (of networks that follow each other all, with commas)");
  const auto widths = [&](const std::string& prefix) {
    return parse_mlp_file(to_safetensors(file), "m.safetensors", {.prefix = prefix}).widths;
  };
  CHECK(widths("critic.") == std::vector<std::size_t>{4, 6, 1});
  CHECK(widths("critic") == std::vector<std::size_t>{4, 6, 1});
  CHECK(widths("actor,critic") == std::vector<std::size_t>{4, 8, 4, 6, 1});
  CHECK(error_message([&] { widths("value"); }) ==
        "--prefix: no tensor of m.safetensors has a name that starts with 'value.'; they start with actor., critic.");
}

TEST_CASE("an encoder and its decoder are one network") {
  TensorFile file;
  add_layer(file, "encoder.0", 8, 4);
  add_layer(file, "encoder.2", 4, 2);
  add_layer(file, "decoder.0", 2, 5);
  add_layer(file, "decoder.2", 5, 3);
  CHECK(parse_mlp_file(to_safetensors(file), "m.safetensors").widths == std::vector<std::size_t>{8, 4, 2, 5, 3});
}

TEST_CASE("a layer without inputs or units is refused") {
  TensorFile file;
  add_layer(file, "0", 0, 3);
  CHECK(complaint(file) == "m.safetensors: layer '0' is empty; it needs inputs and units");
}

TEST_CASE("layers that do not form a chain are reported with both widths") {
  TensorFile file;
  add_layer(file, "fc1", 4, 8);
  add_layer(file, "fc2", 9, 2);
  CHECK(
      complaint(file) ==
      "m.safetensors: layer 'fc2' takes 9 inputs, the one before, 'fc1', gives 8; use --layers A,B,… with their names "
      "in the order in which the model applies them");
}

TEST_CASE("a bias that does not fit is reported with its layer") {
  TensorFile file;
  add_layer(file, "fc1", 4, 8);
  file.tensors["fc1.bias"] = {{7}, std::vector<float>(7)};
  CHECK(complaint(file) == "m.safetensors: layer 'fc1' has a bias that does not fit its weights; save the model again");
}

TEST_CASE("weights or biases that are not finite are reported with their layer") {
  for (const char* part : {"fc1.weight", "fc1.bias"}) {
    for (const float value : {INFINITY, -INFINITY, NAN}) {
      TensorFile file;
      add_layer(file, "fc1", 2, 2);
      file.tensors[part].values.back() = value;
      CHECK(complaint(file) ==
            "m.safetensors: layer 'fc1' holds a value that is not finite; the model has diverged, train it again");
    }
  }
}

TEST_CASE("a file without a layer says what it takes") {
  CHECK(complaint({}) == "m.safetensors: no layer in it; a state dict of Linear layers has NAME.weight and NAME.bias");
}

}  // TEST_SUITE("mlp file")
