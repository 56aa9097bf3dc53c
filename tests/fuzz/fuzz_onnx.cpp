// Any bytes as an ONNX model, whether they look like one or not: a network of finite numbers, or a UserError in one
// line.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "fuzz_input.hpp"
#include "model_file/model_format.hpp"
#include "support/number.hpp"

namespace {

using namespace reluscope;

/// What every network must be that is read.
void check(const MlpFile& mlp) {
  std::size_t parameters = 0;
  for (std::size_t l = 1; l < mlp.widths.size(); ++l) parameters += mlp.widths[l] * (mlp.widths[l - 1] + 1);
  const auto is_finite = [](double value) { return std::isfinite(value); };
  const InputScaling& scaling = mlp.scaling;
  const bool is_right =
      parameters == mlp.parameters.size() && mlp.layer_names.size() + 1 == mlp.widths.size() &&
      mlp.unit_tensors.size() + 2 == mlp.widths.size() && mlp.bias_places.size() + 1 == mlp.widths.size() &&
      std::ranges::all_of(mlp.parameters, is_finite) &&
      (scaling.empty() || scaling.scale.size() == mlp.widths.front()) && scaling.shift.size() == scaling.scale.size() &&
      std::ranges::all_of(scaling.shift, is_finite) &&
      std::ranges::all_of(scaling.scale, [](double scale) { return std::isfinite(scale) && scale > 0; });
  if (!is_right) std::abort();
  for (const std::string& note : mlp.notes)
    if (note.find('\n') != std::string::npos) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  for (const ModelFormat& format : model_formats()) {
    const bool is_recognised = format.recognises(bytes);
    if (format.name != "ONNX" && !is_recognised) continue;
    outcome_of([&] {
      ModelBytes file{.path = "-", .name = "model", .bytes = bytes};
      check(format.read(file, {}));
    });
  }
  return 0;
}
