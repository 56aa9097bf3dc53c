#include "model_file/input_scaling.hpp"

#include <cstddef>

#include "support/error.hpp"
#include "support/number.hpp"
#include "support/text.hpp"

namespace reluscope {

void fold_scaling(MlpFile& mlp, const std::string& file) {
  if (mlp.scaling.empty()) return;
  const std::size_t inputs = mlp.widths[0], units = mlp.widths[1];
  const auto rounded = [&](double value) {
    if (!is_finite_float(value))
      throw UserError(file + ": layer " + in_quotes(mlp.layer_names.front()) +
                      " cannot take the scaling of the inputs in float32; save the model without it");
    return static_cast<float>(value);
  };
  for (std::size_t u = 0; u < units; ++u) {
    float& bias = mlp.parameters[units * inputs + u];
    double shifted = bias;
    for (std::size_t i = 0; i < inputs; ++i) {
      float& weight = mlp.parameters[u * inputs + i];
      const double scaled = weight / mlp.scaling.scale[i];
      shifted -= scaled * mlp.scaling.shift[i];
      weight = rounded(scaled);
    }
    bias = rounded(shifted);
  }
  mlp.scaling = {};
}

}  // namespace reluscope
