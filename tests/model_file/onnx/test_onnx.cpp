#include <doctest/doctest.h>
#include <filesystem>
#include <string>
#include <vector>

#include "model_file/model_files.hpp"
#include "model_file/onnx/onnx_writer.hpp"
#include "model_file/read_model.hpp"
#include "support/error_message.hpp"
#include "support/text.hpp"

using namespace reluscope;

TEST_SUITE("onnx") {

namespace {

constexpr std::int64_t k_one = 1;

MlpFile read_onnx_bytes(const std::string& bytes) {
  const TemporaryFolder folder;
  return read_model_file(folder.write("m.onnx", bytes));
}
MlpFile read_onnx_file(const OnnxFile& file) { return read_onnx_bytes(file.bytes()); }

/// What is said of the model, without its folder.
std::string complaint_of(const std::string& bytes) {
  const TemporaryFolder folder;
  const std::string path = folder.write("m.onnx", bytes);
  return replaced(error_message([&] { read_model_file(path); }), path, "m.onnx");
}
std::string complaint_of(const OnnxFile& file) { return complaint_of(file.bytes()); }

/// The small model with another node in the place of its ReLU.
OnnxFile with_node(const std::string& op, const std::vector<std::string>& inputs = {"z"},
                   const std::vector<std::string>& attributes = {}, const std::string& domain = "") {
  OnnxFile file = small_onnx();
  file.nodes[1] = node(op, inputs, "h", attributes, domain);
  return file;
}

}  // namespace

TEST_CASE("a model of two Gemm nodes is read value by value") {
  const MlpFile mlp = read_onnx_file(small_onnx());
  CHECK(mlp.widths == std::vector<std::size_t>{2, 2, 1});
  CHECK(std::vector<float>(mlp.parameters.begin(), mlp.parameters.end()) ==
        std::vector<float>{1, 2, 3, 4, 5, 6, 1, -1, 7});
  CHECK(mlp.layer_names == std::vector<std::string>{"z", "y"});
  CHECK(mlp.notes == std::vector<std::string>{"ONNX by maker 1.0, version 13 of the operators; its input is 'x'"});
}

TEST_CASE("the hash is of the content, and of the files that belong to it") {
  const TemporaryFolder folder;
  OnnxFile file = small_onnx();
  file.tensors[0] = tensor_head("w", {2, 2}) + number_field(14, 1) +
                    bytes_field(13, bytes_field(1, "location") + bytes_field(2, "w.data"));
  const std::string path = folder.write("m.onnx", file.bytes());
  folder.write("w.data", raw(std::vector<float>{1, 2, 3, 4}));
  const std::string first = read_model_file(path).sha256;
  CHECK(read_model_file(path).sha256 == first);
  folder.write("w.data", raw(std::vector<float>{1, 2, 3, 5}));
  CHECK(read_model_file(path).sha256 != first);
}

TEST_CASE("what is not read is refused with node, operator, domain and exporter") {
  CHECK(
      complaint_of(with_node("Conv")) ==
      "m.onnx: node 'h' (Conv) is a convolution; only MLPs are read: linear layers with one kind of activation between "
      "them; the file was written by maker 1.0");
  for (const std::string op : {"LSTM", "LayerNormalization", "MaxPool", "QLinearMatMul", "DynamicQuantizeLinear", "If",
                               "Loop", "Scan", "Softplus", "HardSwish", "Softmax", "Erf", "Pow", "Nonsense"}) {
    CAPTURE(op);
    const std::string message = complaint_of(with_node(op));
    CHECK(message.find("m.onnx: node 'h' (" + op + ") ") == 0);
    CHECK(message.find("; the file was written by maker 1.0") != std::string::npos);
  }
  CHECK(complaint_of(with_node("Relu", {"z"}, {}, "my.ops")).find("node 'h' (Relu of my.ops) is of an operator set") !=
        std::string::npos);
  CHECK(complaint_of(with_node("Elu", {"z"}, {attribute("alpha", 0.5F)})).find("is an ELU with alpha 0.5") !=
        std::string::npos);
  CHECK(complaint_of(with_node("LeakyRelu", {"z"}, {attribute("alpha", -0.5F)})).find("slope -0.5") !=
        std::string::npos);
  CHECK(complaint_of(with_node("Gelu", {"z"}, {text_attribute("approximate", "tanh")})).find("tanh approximation") !=
        std::string::npos);
  CHECK(complaint_of(with_node("Mul", {"z", "z"})).find("multiplies activations with each other") != std::string::npos);
  CHECK(complaint_of(with_node("Clip", {"z"}, {attribute("min", 0.0F), attribute("max", 6.0F)})).find("(Clip)") !=
        std::string::npos);
}

TEST_CASE("a graph within a node is not opened, a function of the file not called") {
  OnnxFile file = with_node("Relu", {"z"}, {bytes_field(1, "body") + bytes_field(6, "\xFF\xFF")});
  CHECK(complaint_of(file).find("has a graph of its own") != std::string::npos);
  file = with_node("Act", {"z"}, {}, "local");
  file.more = bytes_field(25, bytes_field(1, "Act") + bytes_field(10, "local"));
  CHECK(complaint_of(file).find("(Act of local) is a function that the file defines") != std::string::npos);
}

TEST_CASE("what is no chain is refused: a residual connection, two activations, several inputs or last layers") {
  OnnxFile file = small_onnx();
  file.nodes = {node("Gemm", {"x", "w", "b"}, "z"), node("Relu", {"z"}, "h"), node("Gemm", {"h", "w"}, "g"),
                node("Add", {"g", "h"}, "r"), node("MatMul", {"r", "w"}, "y")};
  CHECK(complaint_of(file).find("node 'r' (Add) joins branches of the graph (a residual connection") !=
        std::string::npos);
  file = small_onnx();
  file.nodes.push_back(node("Sub", {"h", "x"}, "unused"));
  CHECK(complaint_of(file).empty());  // leads to no output
  file = small_onnx();
  file.nodes[2] = node("Gemm", {"t", "v", "c"}, "y", {attribute("transB", k_one)});
  file.nodes.push_back(node("Tanh", {"h"}, "t"));
  CHECK(complaint_of(file).find("node 't' (Tanh) follows another activation") != std::string::npos);
  file = small_onnx();
  file.inputs.push_back(value_info("x2", {0, 2}));
  CHECK(complaint_of(file).empty());  // is not used
  file.nodes[1] = node("Add", {"z", "x2"}, "h");
  CHECK(complaint_of(file).find("several inputs: 'x', 'x2'") != std::string::npos);
  file = small_onnx();
  file.outputs.push_back(value_info("h", {}));
  CHECK(complaint_of(file).find("several outputs: 'y' and 'h' come from different layers") != std::string::npos);
}

TEST_CASE("hidden layers with different activations are refused by name") {
  OnnxFile file = small_onnx();
  file.nodes = {node("Gemm", {"x", "w", "b"}, "z"), node("Relu", {"z"}, "h"), node("Gemm", {"h", "w"}, "g"),
                node("Tanh", {"g"}, "t"), node("MatMul", {"t", "w"}, "y")};
  CHECK(complaint_of(file) ==
        "m.onnx: node 't' (Tanh): hidden layers have different activations, relu and tanh; only networks with one kind "
        "are read; the file was written by maker 1.0");
}

TEST_CASE("a graph that goes round in a circle is refused, however long it is") {
  OnnxFile file = small_onnx();
  file.nodes[1] = node("Add", {"z", "y"}, "h");
  CHECK(complaint_of(file).find("depends on its own result") != std::string::npos);
  file = small_onnx();
  file.nodes[1] = node("Identity", {"h"}, "h");
  CHECK(complaint_of(file).find("depends on its own result") != std::string::npos);
  file = small_onnx();  // and a long one ends, without as deep a stack
  std::string before = "z";
  file.nodes.pop_back();
  file.nodes.pop_back();
  for (int i = 0; i < 60000; ++i) {
    const std::string name = "i" + std::to_string(i);
    file.nodes.push_back(node("Identity", {before}, name));
    before = name;
  }
  file.nodes.push_back(node("Relu", {before}, "h"));
  file.nodes.push_back(node("Gemm", {"h", "v", "c"}, "y", {attribute("transB", k_one)}));
  CHECK(complaint_of(file).empty());
}

TEST_CASE("what a damaged file says of itself is not believed") {
  const auto with_tensor = [](const std::string& bytes) {
    OnnxFile file = small_onnx();
    file.tensors[0] = bytes;
    return complaint_of(file);
  };
  constexpr std::uint64_t k_huge = std::uint64_t{1} << 40;
  CHECK(with_tensor(tensor_head("w", {k_huge, 2}) + bytes_field(9, "abcd")).find("'w' has an impossible shape") !=
        std::string::npos);
  CHECK(with_tensor(tensor_head("w", {k_huge, k_huge, k_huge}) + bytes_field(9, "")).find("impossible shape") !=
        std::string::npos);
  CHECK(
      with_tensor(tensor_head("w", {k_huge}) + bytes_field(4, "abcd")).find("does not have the values of its shape") !=
      std::string::npos);
  CHECK(with_tensor(tensor_head("w", {~std::uint64_t{0}, 2}) + bytes_field(9, "abcd")).find("impossible shape") !=
        std::string::npos);
  CHECK(with_tensor(tensor("w", {2, 2}, {1, 2, 3})).find("does not have the values") != std::string::npos);
  CHECK(with_tensor(tensor_head("w", {2, 2})).find("does not have the values") != std::string::npos);
  CHECK(with_tensor(tensor("w", {1, 1, 1, 1, 1, 1, 1, 2, 2}, {1, 2, 3, 4})).find("more than 8 axes") !=
        std::string::npos);
  CHECK(with_tensor(tensor("w", {0, 2}, {})).find("has no weights") != std::string::npos);
  for (const float value : {INFINITY, NAN})
    CHECK(with_tensor(tensor("w", {2, 2}, {1, 2, 3, value})) ==
          "m.onnx: layer 'z' holds a value that is not finite; the model has diverged, train it again");
  OnnxFile twice = small_onnx();
  twice.tensors.push_back(twice.tensors[0]);
  CHECK(complaint_of(twice).find("'w' is there twice") != std::string::npos);
  twice = small_onnx();
  twice.nodes.push_back(twice.nodes[0]);
  CHECK(complaint_of(twice).find("makes a value that another node makes") != std::string::npos);
  twice = small_onnx();
  twice.nodes[0] = node("Gemm", {"x", "nowhere"}, "z");
  CHECK(complaint_of(twice).find("takes 'nowhere', which is not in the file") != std::string::npos);
}

TEST_CASE("constants that would grow beyond the file are not made") {
  OnnxFile file = small_onnx();
  file.tensors.push_back(ints_tensor("shape", {1 << 20, 1 << 20}));
  file.nodes.push_back(node("ConstantOfShape", {"shape"}, "w2"));
  file.nodes[0] = node("Gemm", {"x", "w2"}, "z");
  CHECK(complaint_of(file).find("makes more numbers than a file of its size has weights") != std::string::npos);
  file = small_onnx();  // 2¹⁵ × 2¹⁵ by broadcasting
  file.tensors.push_back(tensor("column", {1 << 15, 1}, std::vector<float>(1 << 15)));
  file.tensors.push_back(tensor("row", {1, 1 << 15}, std::vector<float>(1 << 15)));
  file.nodes.push_back(node("Add", {"column", "row"}, "w2"));
  file.nodes[0] = node("Gemm", {"x", "w2"}, "z");
  CHECK(complaint_of(file).find("makes more numbers than a file of its size has weights") != std::string::npos);
}

TEST_CASE("every truncation of a file is an error, and no change of a byte is more than one") {
  const std::string whole = small_onnx().bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    // the last field is the version of the operators, without which the model is still one
    if (size != whole.size() - 6) CHECK_FALSE(complaint_of(whole.substr(0, size)).empty());
  }
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const int bit : {1, 8, 128}) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ bit);
      complaint_of(changed);
    }
}

TEST_CASE("a message within messages without end is not followed") {
  std::string deep = "x";
  for (int i = 0; i < 2000; ++i) deep = bytes_field(6, deep);  // a graph in an attribute in a node …
  OnnxFile file = with_node("Relu", {"z"}, {bytes_field(1, "body") + deep});
  CHECK(complaint_of(file).find("has a graph of its own") != std::string::npos);
  CHECK(complaint_of(number_field(1, 8) + bytes_field(2, "maker") + bytes_field(7, std::string(1 << 21, '\x0A'))) !=
        "");
}

TEST_CASE("--layers and --prefix are for state dicts") {
  const TemporaryFolder folder;
  const std::string path = folder.write("m.onnx", small_onnx().bytes());
  CHECK(error_message([&] {
          read_model_file(path, {.layers = {"z", "y"}});
        }).find("--layers is for safetensors") != std::string::npos);
  CHECK(error_message([&] { read_model_file(path, {.prefix = "z"}); }).find("--prefix is for safetensors") !=
        std::string::npos);
}

TEST_CASE("an activation that is not the file's is a contradiction") {
  const TemporaryFolder folder;
  const std::string path = folder.write("m.onnx", small_onnx().bytes());
  const Activation tanh{.kind = ActivationKind::tanh};
  CHECK(error_message([&] { read_model_file(path, {.activation = tanh}); }) ==
        "--activation tanh: " + path + " was trained with relu; leave the option out");
}

TEST_CASE("data in another file must be in the folder of the model, and have the bytes") {
  const TemporaryFolder folder;
  folder.write("outside.data", raw(std::vector<float>{1, 2, 3, 4}));
  const auto complaint = [&](const std::string& location, const std::string& offset = "0",
                             const std::string& length = "16") {
    OnnxFile file = small_onnx();
    const auto entry = [](const std::string& key, const std::string& value) {
      return bytes_field(13, bytes_field(1, key) + bytes_field(2, value));
    };
    file.tensors[0] = tensor_head("w", {2, 2}) + number_field(14, 1) + entry("location", location) +
                      entry("offset", offset) + entry("length", length);
    const std::string path = folder.write("models/m.onnx", file.bytes());
    return error_message([&] { read_model_file(path); });
  };
  folder.write("models/w.data", raw(std::vector<float>{1, 2, 3, 4}));
  folder.write("models/deeper/w.data", raw(std::vector<float>{1, 2, 3, 4}));
  CHECK(complaint("w.data") == "");
  CHECK(complaint("./w.data") == "");
  CHECK(complaint("deeper/w.data") == "");
  const std::string inside = "only files in the folder of the model are";
  CHECK(complaint("../outside.data").find(inside) != std::string::npos);
  CHECK(complaint("deeper/../../outside.data").find(inside) != std::string::npos);
  CHECK(complaint(folder.path("outside.data")).find(inside) != std::string::npos);
  CHECK(complaint("").find(inside) != std::string::npos);
  CHECK(complaint("nowhere.data").find("are not there; put the file into the folder of the model") !=
        std::string::npos);
  CHECK(complaint("deeper").find("are no file") != std::string::npos);
  std::filesystem::create_symlink(folder.path("outside.data"), folder.path("models/link.data"));
  std::filesystem::create_symlink("..", folder.path("models/up"));
  std::filesystem::create_symlink("w.data", folder.path("models/inner.data"));
  CHECK(complaint("link.data").find("are a link to another folder") != std::string::npos);
  CHECK(complaint("up/outside.data").find("are a link to another folder") != std::string::npos);
  CHECK(complaint("inner.data") == "");
  for (const auto& [offset, length] : std::vector<std::pair<std::string, std::string>>{{"1", "16"},
                                                                                       {"17", "0"},
                                                                                       {"18446744073709551615", "16"},
                                                                                       {"0", "18446744073709551615"},
                                                                                       {"-1", "16"},
                                                                                       {"x", "16"},
                                                                                       {"", "16"}})
    CHECK(complaint("w.data", offset, length).find("is beyond the end") != std::string::npos);
  CHECK(complaint("w.data", "0", "12").find("does not have the values of its shape") != std::string::npos);
}

}  // TEST_SUITE("onnx")
