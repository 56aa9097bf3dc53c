#include <doctest/doctest.h>
#include <string>

#include "model_file/model_files.hpp"
#include "model_file/model_format.hpp"
#include "model_file/read_model.hpp"
#include "support/error_message.hpp"
#include "support/text.hpp"

using namespace reluscope;

TEST_SUITE("foreign formats") {

namespace {

std::string complaint_of_file(const std::string& name, const std::string& content) {
  const TemporaryFolder folder;
  const std::string path = folder.write(name, content);
  return replaced(error_message([&] { read_model_file(path); }), path, name);
}

bool says(const std::string& message, const std::string& part) { return message.find(part) != std::string::npos; }

/// The start of a zip archive whose first file has this name; what comes behind is not looked at.
std::string zip_of(const std::string& name, const std::string& more = "") {
  std::string bytes("PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 26);
  bytes += static_cast<char>(name.size());
  return bytes + std::string(3, '\0') + name + more;
}

}  // namespace

TEST_CASE("files of other frameworks are refused with the Python that converts them") {
  CHECK(complaint_of_file("m.pt", zip_of("archive/data.pkl")) ==
        "m.pt: the file is a PyTorch file with a pickle in it (.pt, .pth), which is not read; convert it in Python: "
        "import torch, safetensors.torch; m = torch.load('m.pt', map_location='cpu', weights_only=True); "
        "safetensors.torch.save_file(m, 'model.safetensors') (for a state dict; of a whole model take "
        "torch.load('m.pt', weights_only=False).state_dict(), if you trust the file)");
  CHECK(says(complaint_of_file("m.pt", zip_of("m/data.pkl", "m/constants.pkl")), "torch.jit.load('m.pt'"));
  const std::string old_torch("\x80\x02\x8A\x0A\x6C\xFC\x9C\x46\xF9\x20\x6A\xA8\x50\x19.\x80\x02M\xE9\x03.", 21);
  for (const std::string name : {"m.pth", "m.model"})
    CHECK(complaint_of_file(name, old_torch) ==
          name +
              ": the file is a PyTorch file of the format before version 1.6 (.pt, .pth), which is not read; convert "
              "it in Python: import torch, safetensors.torch; m = torch.load('" +
              name +
              "', map_location='cpu', weights_only=True); safetensors.torch.save_file(m, 'model.safetensors') (for a "
              "state dict; of a whole model take torch.load('" +
              name + "', weights_only=False).state_dict(), if you trust the file)");
  CHECK(says(complaint_of_file("m.pth", std::string("\x80\x02\x8A\x0A\x6C\xFC", 6)), "it in Python: import torch,"));
  CHECK(
      says(complaint_of_file("m.model", std::string("\x80\x02\x63torch._utils\n", 16)), "it in Python: import torch,"));
  CHECK(says(complaint_of_file("m.pt", std::string("\x80\x04\x95sklearn.svm", 14)), "it in Python: import joblib,"));
  CHECK(says(complaint_of_file("m.pkl", std::string("\x80\x04\x95\x10\0\0", 6)), "skl2onnx.to_onnx(m"));
  CHECK(says(complaint_of_file("m.h5", std::string("\x89HDF\r\n\x1A\n\0\0", 10)), "keras.models.load_model('m.h5')"));
  CHECK(says(complaint_of_file("m.keras", zip_of("metadata.json", "config.json model.weights.h5")),
             "keras.models.load_model('m.keras').export('model.onnx', format='onnx')"));
  CHECK(says(complaint_of_file("saved_model.pb", std::string("\x08\x01\x12\x84\x80\x02\x0A\x10", 8)),
             "tf2onnx.convert --saved-model FOLDER"));
  CHECK(says(complaint_of_file("frozen.pb", std::string("\x0A\x20\x0A\x01x\x12\x0BPlaceholder", 18)), "--graphdef"));
  CHECK(says(complaint_of_file("m.tflite", std::string("\x1C\0\0\0TFL3\0\0", 10)), "--tflite"));
  CHECK(says(complaint_of_file("m.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:1\n"),
             "git lfs"));
  CHECK(says(complaint_of_file("m.npz", zip_of("layer1.npy")), "archive of NumPy arrays"));
  CHECK(says(complaint_of_file("m.zip", zip_of("readme.txt")), "a zip archive"));
}

TEST_CASE("data in the place of a model are told from a damaged model") {
  CHECK(complaint_of_file("data.csv", "a,b\n1,2\n") ==
        "data.csv: a text, not a model; models are read as safetensors or ONNX, and data come after the model on the "
        "command line");
  CHECK(says(complaint_of_file("m.onnx", std::string("\x01\x02\x03\0\x05", 5)), "not a safetensors file, nor ONNX"));
  CHECK(says(complaint_of_file("m.onnx", ""), "but empty"));
}

TEST_CASE("no model of the tests, and none of these, is of two formats") {
  std::string start;
  for (const char* name : {"torch_relu.onnx", "external.onnx", "skl2onnx_binary.onnx", "no_bias.safetensors",
                           "weights_left_vector.onnx"}) {
    int formats = 0;
    start = model_bytes(name).substr(0, k_format_start);
    for (const ModelFormat& format : model_formats()) formats += format.recognises(start) ? 1 : 0;
    CHECK(formats == 1);
  }
}

}  // TEST_SUITE("foreign formats")
