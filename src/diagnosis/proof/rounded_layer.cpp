#include "diagnosis/proof/rounded_layer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "diagnosis/proof/rounding.hpp"

namespace reluscope {

RoundedLayer rounded_layer(const Network<float>& network, std::size_t l, std::span<const double> input_magnitude) {
  const MatrixView<const float> weights = network.weights(l);
  RoundedLayer layer{.weights = Matrix<double>::from_shape({weights.rows(), weights.columns()}),
                     .absolute = Matrix<double>::from_shape({weights.rows(), weights.columns()})};
  std::copy_n(weights.data(), weights.size(), layer.weights.data());
  std::transform(layer.weights.begin(), layer.weights.end(), layer.absolute.begin(),
                 [](double w) { return std::abs(w); });
  for (std::size_t i = 0; i < weights.rows(); ++i) {
    layer.bias.push_back(network.bias(l)[i]);
    double terms = std::abs(layer.bias[i]), summands = 1, underflow = 2 * k_float_normal;
    for (std::size_t k = 0; k < weights.columns(); ++k) {
      // a 0 adds nothing, and no rounding, but it makes a NaN of what overflows
      const double weight = weights.row(i)[k], magnitude = input_magnitude[k];
      if ((weight == 0 || magnitude == 0) && std::isfinite(weight) && std::isfinite(magnitude)) continue;
      terms += std::abs(weight) * magnitude;
      underflow += float_underflow(weight, magnitude);
      ++summands;
    }
    terms *= 1 + gamma(2 * summands, k_double_roundoff);
    double error =
        (gamma(summands, k_float_roundoff) * terms + underflow) * (1 + gamma(2 * summands, k_double_roundoff));
    // a partial sum that may leave the range of float may become anything
    if (!(terms + error < std::numeric_limits<float>::max())) error = std::numeric_limits<double>::infinity();
    layer.terms.push_back(terms);
    layer.error.push_back(error);
    layer.is_constant.push_back(summands == 1 && std::isfinite(layer.bias[i]));
  }
  return layer;
}

}  // namespace reluscope
