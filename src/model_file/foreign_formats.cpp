#include <array>
#include <string>
#include <string_view>

#include "model_file/model_format.hpp"
#include "model_file/safetensors.hpp"
#include "support/error.hpp"
#include "support/shell.hpp"
#include "support/text.hpp"

// Formats that are only recognised, to say how a file of them becomes one that is read. A pickle can run any code, so
// none is opened.

namespace reluscope {
namespace {

using namespace std::string_view_literals;

/// what: the file is; how: lines of Python with FILE and OUT in them.
[[noreturn]] void fail_foreign_format(const ModelBytes& file, const std::string& what, const std::string& how) {
  const std::string path = file.path == "-" ? "FILE" : file.path;
  const std::string python = replaced(replaced(how, "OUT", "model"), "FILE", path);
  throw UserError(file.name + ": the file is " + what + ", which is not read; convert it in Python: " + python);
}

constexpr const char* k_torch_lines =
    "import torch, safetensors.torch; m = torch.load('FILE', map_location='cpu', weights_only=True); "
    "safetensors.torch.save_file(m, 'OUT.safetensors') (for a state dict; of a whole model take "
    "torch.load('FILE', weights_only=False).state_dict(), if you trust the file)";
constexpr const char* k_script_lines =
    "import torch, safetensors.torch; "
    "safetensors.torch.save_file(torch.jit.load('FILE', map_location='cpu').state_dict(), 'OUT.safetensors')";
constexpr const char* k_keras_lines =
    "import keras; keras.models.load_model('FILE').export('OUT.onnx', format='onnx') (Keras 3; of Keras 2: "
    "import tf2onnx, tensorflow as tf; tf2onnx.convert.from_keras(tf.keras.models.load_model('FILE'), "
    "output_path='OUT.onnx'))";
constexpr const char* k_saved_model_lines =
    "run python -m tf2onnx.convert --saved-model FOLDER --output OUT.onnx, FOLDER being the one that holds the file";
constexpr const char* k_frozen_lines =
    "run python -m tf2onnx.convert --graphdef FILE --inputs NAME:0 --outputs NAME:0 --output OUT.onnx";
constexpr const char* k_lite_lines = "run python -m tf2onnx.convert --tflite FILE --output OUT.onnx";
constexpr const char* k_sklearn_lines =
    "import joblib, skl2onnx; m = joblib.load('FILE'); open('OUT.onnx', 'wb').write(skl2onnx.to_onnx(m, "
    "X[:1].astype('float32')).SerializeToString()) (scikit-learn; of PyTorch: import torch, safetensors.torch; "
    "safetensors.torch.save_file(torch.load('FILE'), 'OUT.safetensors'); only if you trust the file)";

bool is_zip(std::string_view start) { return start.starts_with("PK\x03\x04"sv); }

/// The name of the first file of an archive.
std::string_view first_entry(std::string_view start) {
  constexpr std::size_t k_header = 30, k_name_length = 26;
  if (start.size() < k_header) return {};
  const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(start[i])); };
  return start.substr(k_header, byte(k_name_length) + 256 * byte(k_name_length + 1));
}

MlpFile refuse_zip(ModelBytes& file, const ModelFileOptions& /*options*/) {
  const std::string_view bytes = file.bytes;
  const auto has = [&](std::string_view name) { return bytes.find(name) != std::string_view::npos; };
  if (has("model.weights.h5") || has("config.json")) fail_foreign_format(file, "a Keras model (.keras)", k_keras_lines);
  if (has("constants.pkl")) fail_foreign_format(file, "a TorchScript model", k_script_lines);
  if (has("data.pkl")) fail_foreign_format(file, "a PyTorch file with a pickle in it (.pt, .pth)", k_torch_lines);
  if (first_entry(bytes).ends_with(".npy"))
    throw UserError(file.name +
                    ": the file is an archive of NumPy arrays (.npz), not a model; models are read as "
                    "safetensors or ONNX");
  throw UserError(file.name +
                  ": not a safetensors file, nor ONNX, but a zip archive; unpack it and name the model in "
                  "it, or save the model again");
}

/// torch.save before version 1.6 wrote a pickle of this number first.
bool is_of_old_torch(std::string_view bytes) {
  constexpr std::string_view k_magic = "\x8A\x0A\x6C\xFC\x9C\x46\xF9\x20\x6A\xA8\x50\x19."sv;
  return bytes.substr(0, k_format_start).find(k_magic) != std::string_view::npos;
}

/// Whether what the pickle names, or the name of the file, is PyTorch's.
bool is_of_torch(const ModelBytes& file) {
  const auto ends = [&](std::string_view ending) { return lower_case(file.path).ends_with(ending); };
  return file.bytes.find("torch") != std::string::npos || ends(".pt") || ends(".pth") || ends(".ckpt") || ends(".bin");
}

MlpFile refuse_pickle(ModelBytes& file, const ModelFileOptions& /*options*/) {
  if (is_of_old_torch(file.bytes))
    fail_foreign_format(file, "a PyTorch file of the format before version 1.6 (.pt, .pth)", k_torch_lines);
  const bool is_sklearn = file.bytes.find("sklearn") != std::string::npos;
  if (!is_sklearn && is_of_torch(file)) fail_foreign_format(file, "a Python pickle of PyTorch's", k_torch_lines);
  fail_foreign_format(file, "a Python pickle", k_sklearn_lines);
}

bool is_pickle_start(std::string_view start) {
  return start.size() > 2 && start[0] == '\x80' && start[1] >= 2 && start[1] <= 5 && !is_safetensors(start);
}

bool is_hdf5(std::string_view start) { return start.starts_with("\x89HDF\r\n\x1A\n"sv); }

MlpFile refuse_hdf5(ModelBytes& file, const ModelFileOptions& /*options*/) {
  fail_foreign_format(file, "HDF5, as Keras saves models (.h5)", k_keras_lines);
}

/// saved_model_schema_version 1, then a meta graph, which is a message that begins with its information or the graph.
bool is_saved_model(std::string_view start) {
  if (!start.starts_with("\x08\x01\x12"sv)) return false;
  std::size_t i = 3;
  while (i < start.size() && (start[i] & '\x80') != 0) ++i;
  return i + 1 < start.size() && (start[i + 1] == '\x0A' || start[i + 1] == '\x12');
}

MlpFile refuse_saved_model(ModelBytes& file, const ModelFileOptions& /*options*/) {
  fail_foreign_format(file, "a SavedModel of TensorFlow", k_saved_model_lines);
}

/// A GraphDef: nodes, each with its name and operator first.
bool is_frozen_graph(std::string_view start) {
  if (start.size() < 4 || start[0] != '\x0A') return false;
  std::size_t i = 1;
  while (i < start.size() && (start[i] & '\x80') != 0) ++i;
  return i + 2 < start.size() && start[i + 1] == '\x0A' && start.find("Placeholder") != std::string_view::npos;
}

MlpFile refuse_frozen_graph(ModelBytes& file, const ModelFileOptions& /*options*/) {
  fail_foreign_format(file, "a frozen graph of TensorFlow", k_frozen_lines);
}

bool is_tflite(std::string_view start) { return start.size() > 8 && start.substr(4).starts_with("TFL3"); }

MlpFile refuse_tflite(ModelBytes& file, const ModelFileOptions& /*options*/) {
  fail_foreign_format(file, "a TensorFlow Lite model", k_lite_lines);
}

bool is_lfs_pointer(std::string_view start) { return start.starts_with("version https://git-lfs.github.com/"); }

MlpFile refuse_lfs_pointer(ModelBytes& file, const ModelFileOptions& /*options*/) {
  throw UserError(file.name + ": a pointer of Git LFS, not the model; fetch it, as with git lfs pull");
}

bool is_gguf(std::string_view start) { return start.starts_with("GGUF"); }

MlpFile refuse_gguf(ModelBytes& file, const ModelFileOptions& /*options*/) {
  throw UserError(file.name +
                  ": a GGUF file holds a language model, which is no MLP; models are read as safetensors "
                  "or ONNX");
}

const RegisterModelFormat k_zip{{"zip", is_zip, refuse_zip}}, k_pickle{{"pickle", is_pickle_start, refuse_pickle}},
    k_hdf5{{"HDF5", is_hdf5, refuse_hdf5}}, k_saved_model{{"SavedModel", is_saved_model, refuse_saved_model}},
    k_frozen{{"GraphDef", is_frozen_graph, refuse_frozen_graph}}, k_tflite{{"TFLite", is_tflite, refuse_tflite}},
    k_lfs{{"Git LFS", is_lfs_pointer, refuse_lfs_pointer}}, k_gguf{{"GGUF", is_gguf, refuse_gguf}};

}  // namespace
}  // namespace reluscope
