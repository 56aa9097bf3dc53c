#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "model_file/model_files.hpp"
#include "model_file/onnx/onnx_writer.hpp"
#include "model_file/read_model.hpp"
#include "support/error_message.hpp"
#include "support/text.hpp"

using namespace reluscope;

TEST_SUITE("onnx refusals") {

namespace {

constexpr std::int64_t k_yes = 1;

MlpFile read_graph(const OnnxFile& file) {
  const TemporaryFolder folder;
  return read_model_file(folder.write("m.onnx", file.bytes()));
}

/// What is said of the model, without its folder and its exporter.
std::string refusal(const OnnxFile& file) {
  const TemporaryFolder folder;
  const std::string path = folder.write("m.onnx", file.bytes());
  const std::string message = replaced(error_message([&] { read_model_file(path); }), path, "m.onnx");
  return replaced(message, "; the file was written by maker 1.0", "");
}

bool starts(const std::string& message, const std::string& start) {
  CAPTURE(message);
  const bool does = message.starts_with(start);
  CHECK(does);
  return does;
}

/// The small model with these nodes behind its first layer, the last of which makes 'h', and further constants.
OnnxFile with_nodes(const std::vector<std::string>& nodes, const std::vector<std::string>& tensors = {}) {
  OnnxFile file = small_onnx();
  std::vector<std::string> all = {file.nodes[0]};
  all.insert(all.end(), nodes.begin(), nodes.end());
  all.push_back(file.nodes[2]);
  file.nodes = all;
  file.tensors.insert(file.tensors.end(), tensors.begin(), tensors.end());
  return file;
}

/// The small model with these nodes before its first layer, which takes 'a'.
OnnxFile with_head(const std::vector<std::string>& nodes, const std::vector<std::string>& tensors = {}) {
  OnnxFile file = small_onnx();
  file.nodes[0] = node("Gemm", {"a", "w", "b"}, "z", {attribute("transB", k_yes)});
  file.nodes.insert(file.nodes.begin(), nodes.begin(), nodes.end());
  file.tensors.insert(file.tensors.end(), tensors.begin(), tensors.end());
  return file;
}

/// A node with two outputs.
std::string node_of_two(const std::string& op, const std::vector<std::string>& inputs, const std::string& first,
                        const std::string& second, const std::vector<std::string>& attributes = {}) {
  return node(op, inputs, first, attributes) + bytes_field(2, second);
}

const std::vector<std::string> k_statistics = {tensor("gamma", {2}, {2, 4}), tensor("beta", {2}, {1, 0}),
                                               tensor("mean", {2}, {1, 2}), tensor("variance", {2}, {4, 16})};
const std::vector<std::string> k_norm_inputs = {"z", "gamma", "beta", "mean", "variance"};

}  // namespace

TEST_CASE("a batch normalisation in training mode is refused in every version of the operators") {
  const auto norm = [](std::uint64_t opset, const std::vector<std::string>& attributes) {
    OnnxFile file = with_nodes({node("BatchNormalization", k_norm_inputs, "n", attributes), node("Relu", {"n"}, "h")},
                               k_statistics);
    file.opset = opset;
    return file;
  };
  const std::string untested =
      "m.onnx: node 'n' (BatchNormalization) uses the mean and variance of each batch (training mode: is_test is not "
      "1); export the model after model.eval()";
  for (const std::uint64_t opset : {1, 6}) {
    CHECK(refusal(norm(opset, {})) == untested);
    CHECK(refusal(norm(opset, {attribute("is_test", std::int64_t{0})})) == untested);
    CHECK(refusal(norm(opset, {attribute("is_test", k_yes)})).empty());
  }
  CHECK(refusal(norm(7, {})).empty());
  CHECK(refusal(norm(14, {attribute("training_mode", k_yes)})).find("(training mode)") != std::string::npos);
  for (const std::uint64_t opset : {7, 9, 13}) {  // the statistics of the batch are further outputs
    OnnxFile file = with_nodes(
        {node_of_two("BatchNormalization", k_norm_inputs, "n", "batch_mean"), node("Relu", {"n"}, "h")}, k_statistics);
    file.opset = opset;
    CHECK(refusal(file).find("node 'n' (BatchNormalization) uses the mean and variance of each batch") !=
          std::string::npos);
  }
}

TEST_CASE("a Dropout in training mode is refused, and its mask may be an output of the graph") {
  OnnxFile file = with_nodes({node("Relu", {"z"}, "r"), node("Dropout", {"r"}, "h")});
  file.opset = 6;
  CHECK(refusal(file) ==
        "m.onnx: node 'h' (Dropout) drops features at random (training mode: is_test is not 1); export the model after "
        "model.eval()");
  file = with_nodes({node("Relu", {"z"}, "r"), node("Dropout", {"r"}, "h", {attribute("is_test", k_yes)})});
  file.opset = 6;
  CHECK(refusal(file).empty());
  file = with_nodes({node("Relu", {"z"}, "r"), node_of_two("Dropout", {"r"}, "h", "mask")});
  file.outputs.push_back(value_info("mask", {}, 9));
  const MlpFile mlp = read_graph(file);
  CHECK(mlp.widths == std::vector<std::size_t>{2, 2, 1});
  file = with_head({node_of_two("Dropout", {"x"}, "a", "mask")});
  file.outputs.push_back(value_info("mask", {}, 9));
  CHECK(refusal(file).empty());
}

TEST_CASE("outputs that nothing makes are named") {
  OnnxFile file = small_onnx();
  file.outputs.clear();
  CHECK(refusal(file) == "m.onnx: the graph has no output; the file is damaged; export the model again");
  file.outputs = {value_info("y", {}), value_info("scores", {})};
  CHECK(refusal(file) == "m.onnx: output 'scores' is made by no node; the file is damaged; export the model again");
  file.outputs = {value_info("scores", {})};
  CHECK(refusal(file).find("output 'scores' is made by no node") != std::string::npos);
}

TEST_CASE("where shapes do not fit, node, operator and both shapes are named") {
  OnnxFile file = small_onnx();
  file.inputs = {value_info("x", {0, 3})};
  CHECK(refusal(file) ==
        "m.onnx: node 'z' (Gemm) has weights of shape [2, 2] (units, inputs), and is given rows of shape [?, 3]; only "
        "layers on all features of a row are read");
  CHECK(
      refusal(
          with_nodes({node("Add", {"z", "wide"}, "s"), node("Relu", {"s"}, "h")}, {tensor("wide", {3}, {1, 2, 3})})) ==
      "m.onnx: node 's' (Add) takes a constant of shape [3], which does not fit the features of rows of shape [?, 2]");
  CHECK(refusal(with_head({node("Sub", {"x", "means"}, "a")}, {tensor("means", {1, 4}, {1, 2, 3, 4})})) ==
        "m.onnx: node 'a' (Sub) takes a constant of shape [1, 4], which does not fit the features of rows of shape [?, "
        "2]");
}

TEST_CASE("normalisations that measure each row are called so, and not residual connections") {
  const std::vector<std::string> constants = {tensor("two", {}, {2}), tensor("eps", {}, {1e-5F}),
                                              tensor("g", {2}, {1, 2}), tensor("s", {2}, {3, 4})};
  const auto layer_norm = [](const std::string& x, const std::string& square) {  // as PyTorch writes it out
    return std::vector<std::string>{node("ReduceMean", {x}, "m"),
                                    node("Sub", {x, "m"}, "d"),
                                    square == "Pow" ? node("Pow", {"d", "two"}, "q") : node("Mul", {"d", "d"}, "q"),
                                    node("ReduceMean", {"q"}, "var"),
                                    node("Add", {"var", "eps"}, "e"),
                                    node("Sqrt", {"e"}, "r"),
                                    node("Div", {"d", "r"}, "n"),
                                    node("Mul", {"n", "g"}, "t"),
                                    node("Add", {"t", "s"}, "u")};
  };
  for (const std::string square : {"Pow", "Mul"}) {
    std::vector<std::string> nodes = layer_norm("z", square);
    nodes.push_back(node("Relu", {"u"}, "h"));
    const std::string message = refusal(with_nodes(nodes, constants));
    starts(message, "m.onnx: node 'd' (Sub) measures each row over its features, as a part of a layer normalisation");
    CHECK(message.find("residual") == std::string::npos);
    nodes = layer_norm("x", square);
    nodes.push_back(node("Identity", {"u"}, "a"));
    starts(refusal(with_head(nodes, constants)), "m.onnx: node 'm' (ReduceMean) measures each row over its features");
  }
  // the other way round, and RMSNorm
  for (const bool scale_first : {false, true})
    starts(refusal(with_nodes({node("Mul", {"z", "z"}, "q"), node("ReduceMean", {"q"}, "var"),
                               node("Sqrt", {"var"}, "r"), node("Reciprocal", {"r"}, "i"),
                               scale_first ? node("Mul", {"i", "z"}, "n") : node("Mul", {"z", "i"}, "n"),
                               node("Relu", {"n"}, "h")})),
           "m.onnx: node 'n' (Mul) measures each row over its features");
  starts(refusal(with_nodes({node("LayerNormalization", {"z", "g", "s"}, "n"), node("Relu", {"n"}, "h")}, constants)),
         "m.onnx: node 'n' (LayerNormalization) is a layer normalisation, which divides by what it measures");
  starts(refusal(with_nodes({node("RMSNormalization", {"z", "g"}, "n"), node("Relu", {"n"}, "h")}, constants)),
         "m.onnx: node 'n' (RMSNormalization) is an RMS normalisation");
  // and a residual connection still is one
  CHECK(refusal(with_nodes({node("Relu", {"z"}, "r"), node("Add", {"r", "z"}, "h")})).find("a residual connection") !=
        std::string::npos);
}

TEST_CASE("Flatten is read if it is right for any number of rows") {
  const auto flatten = [](std::int64_t axis, const std::vector<std::uint64_t>& dims) {
    OnnxFile file = with_head({node("Flatten", {"x"}, "a", {attribute("axis", axis)})});
    file.inputs = {value_info("x", dims)};
    return file;
  };
  for (const std::int64_t axis : {1, -1}) CHECK(refusal(flatten(axis, {0, 2})).empty());
  for (const std::int64_t axis : {0, -2, 2})
    starts(
        refusal(flatten(axis, {0, 2})),
        "m.onnx: node 'a' (Flatten) does not keep rows apart, or changes the order of their features, given a tensor "
        "of shape [?, 2]");
  CHECK(refusal(flatten(0, {5, 2})).find("(Flatten) does not keep rows apart") != std::string::npos);
  CHECK(refusal(flatten(0, {1, 2})).empty());  // there is one row
  CHECK(refusal(flatten(1, {0, 1, 2})).empty());
  CHECK(refusal(flatten(2, {0, 1, 2})).empty());  // the same, as the axis between is one
  CHECK(refusal(flatten(2, {0, 2, 1})).find("(Flatten) does not keep rows apart") != std::string::npos);
}

TEST_CASE("a shape that is only right for one row is said to be") {
  OnnxFile file = with_head({node("Reshape", {"x", "one_row"}, "a")}, {ints_tensor("one_row", {1, -1})});
  const std::string note = "node 'a' (Reshape) is only right for one row at a time, and so it is read";
  CHECK(read_graph(file).notes.back() == note);
  file.inputs = {value_info("x", {1, 2})};
  CHECK(read_graph(file).notes.back() != note);
}

TEST_CASE("the type of the input says which numbers it takes") {
  OnnxFile file = small_onnx();
  for (const std::uint64_t type : {1, 10, 11, 16}) {
    file.inputs = {value_info("x", {0, 2}, type)};
    CHECK_FALSE(read_graph(file).whole_inputs);
  }
  struct Range {
    std::uint64_t type;
    std::string name;
    double least, greatest;
  };
  for (const auto& [type, name, least, greatest] : std::vector<Range>{{2, "UINT8", 0, 255},
                                                                      {3, "INT8", -128, 127},
                                                                      {6, "INT32", -2147483648.0, 2147483647.0},
                                                                      {9, "BOOL", 0, 1},
                                                                      {12, "UINT32", 0, 4294967295.0}}) {
    file.inputs = {value_info("x", {0, 2}, type)};
    const std::optional<WholeInputs> whole = read_graph(file).whole_inputs;
    REQUIRE(whole);
    CHECK(whole->input == "'x'");
    CHECK(whole->type == name);
    CHECK(whole->least == least);
    CHECK(whole->greatest == greatest);
  }
  file.inputs = {value_info("x", {0, 2}, 8)};
  CHECK(
      refusal(file) ==
      "m.onnx: input 'x' is of texts (STRING); only networks on numbers are read: export the part behind the one that "
      "makes numbers of them");
  file.inputs = {value_info("x", {0, 2}, 14)};
  CHECK(refusal(file).find("input 'x' is of type 14") != std::string::npos);
}

TEST_CASE("a scaling by 0 or infinity is named with its node and feature, and is no divergence") {
  const auto says = [](const OnnxFile& file, const std::string& start) {
    const std::string message = refusal(file);
    starts(message, start);
    CHECK(message.find("diverged") == std::string::npos);
  };
  const std::vector<std::string> deviations = {tensor("std", {2}, {3, 0}), tensor("mean", {2}, {1, 1})};
  says(with_head({node("Sub", {"x", "mean"}, "d"), node("Div", {"d", "std"}, "a")}, deviations),
       "m.onnx: node 'a' (Div) divides feature 1 (from 0) by 0, of tensor 'std'");
  says(with_head({node("Reciprocal", {"std"}, "i"), node("Mul", {"x", "i"}, "a")}, deviations),
       "m.onnx: node 'a' (Mul) multiplies feature 1 (from 0) by inf");
  says(with_head({node("Div", {"x", "zero"}, "a")}, {tensor("zero", {}, {0})}),
       "m.onnx: node 'a' (Div) divides all features by 0, of tensor 'zero'");
  says(with_head({node("Sub", {"x", "nan"}, "a")}, {tensor("nan", {2}, {NAN, 1})}),
       "m.onnx: node 'a' (Sub) shifts feature 0 (from 0) by nan");
  says(with_nodes({node("Relu", {"z"}, "r"), node("Div", {"r", "std"}, "h")}, deviations),
       "m.onnx: node 'h' (Div) divides feature 1 (from 0) by 0");
}

TEST_CASE("a division of whole numbers is not read as one of real numbers") {
  OnnxFile file = with_head({node("Div", {"x", "ten"}, "q"), node("Cast", {"q"}, "a", {attribute("to", k_yes)})},
                            {ints_tensor("ten", {10, 10})});
  file.inputs = {value_info("x", {0, 2}, 7)};
  CHECK(refusal(file).find("node 'q' (Div) divides by whole numbers, which may round") != std::string::npos);
}

}  // TEST_SUITE("onnx refusals")
