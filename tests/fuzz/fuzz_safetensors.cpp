// Any bytes as a model file of tensors: the tensors, which are written and read as they were, and a network if they are
// one; or a UserError. A JSON text alone is read as the metadata that say how a network is fed.

#include <cstring>

#include "fuzzer.hpp"
#include "model_checks.hpp"
#include "model_file/model_json.hpp"
#include "model_file/safetensors.hpp"

namespace {

using namespace reluscope;

void check_tensors(std::string_view input) {
  const TensorFile file = parse_safetensors(input, "model");
  TensorFile again;
  expect(is_accepted([&] { again = parse_safetensors(to_safetensors(file), "again"); }), "what is written is read");
  expect(again.metadata == file.metadata && again.tensors.size() == file.tensors.size(),
         "what is written is all there");
  for (const auto& [name, tensor] : file.tensors) {
    const Tensor& other = again.tensors.at(name);
    expect(other.shape == tensor.shape && other.values.size() == tensor.values.size() &&
               (tensor.values.empty() ||
                std::memcmp(other.values.data(), tensor.values.data(), tensor.values.size() * sizeof(float)) == 0),
           "a tensor that is written is read as it was");
  }
}

void check_metadata(std::string_view input) {
  const std::string text = to_model_json(parse_model_json(std::string(input), "metadata"));
  std::string again;
  expect(is_accepted([&] { again = to_model_json(parse_model_json(text, "metadata")); }), "metadata written are read");
  expect(again == text, "metadata that are read and written have the same bytes");
}

void fuzz_safetensors(std::string_view input) {
  is_accepted([&] { check_tensors(input); });
  for (const ModelFormat& format : model_formats()) {
    if (format.name != "safetensors") continue;
    is_accepted([&] {
      ModelBytes file{.path = "-", .name = "model", .bytes = std::string(input)};
      const MlpFile mlp = format.read(file, {});
      check_model(mlp);
      check_rewriting(format, file, mlp);
    });
  }
  if (input.starts_with('{')) is_accepted([&] { check_metadata(input); });
}

const RegisterFuzzer k_safetensors{{"safetensors", fuzz_safetensors}};

}  // namespace
