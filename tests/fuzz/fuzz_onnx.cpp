// Any bytes as an ONNX model, whether they look like one or not, and as a model of whatever format recognises them: a
// network of finite numbers, which can be written again, or a UserError.

#include <string>

#include "fuzzer.hpp"
#include "model_checks.hpp"

namespace {

using namespace reluscope;

void fuzz_onnx(std::string_view input) {
  for (const ModelFormat& format : model_formats()) {
    if (format.name != "ONNX" && !format.recognises(input.substr(0, k_format_start))) continue;
    is_accepted([&] {
      ModelBytes file{.path = "-", .name = "model", .bytes = std::string(input)};
      const MlpFile mlp = format.read(file, {});
      check_model(mlp);
      check_rewriting(format, file, mlp);
    });
  }
}

const RegisterFuzzer k_onnx{{"onnx", fuzz_onnx}};

}  // namespace
