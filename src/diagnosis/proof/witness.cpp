#include "diagnosis/proof/witness.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "diagnosis/proof/rounding.hpp"

namespace reluscope {

bool fires(const Network<float>& network, std::size_t layer, std::size_t unit, std::span<const float> point) {
  std::vector<double> h(point.begin(), point.end()), error(point.size());  // of a layer's inputs
  for (std::size_t l = 0;; ++l) {
    const std::size_t first = l < layer ? 0 : unit, count = l < layer ? network.layers()[l].units() : 1;
    std::vector<double> z, z_error;
    for (std::size_t i = first; i < first + count; ++i) {
      const std::span<const float> weights = network.weights(l).row(i);
      double sum = network.bias(l)[i], terms = std::abs(sum), inherited = 0, underflow = 2 * k_float_normal;
      for (std::size_t k = 0; k < h.size(); ++k) {
        const double weight = weights[k], size = std::abs(weight);
        sum += weight * h[k];
        terms += size * (std::abs(h[k]) + error[k]);
        inherited += size * error[k];
        underflow += float_underflow(weight, std::abs(h[k]) + error[k]);
      }
      const auto summands = static_cast<double>(h.size() + 1);
      const double rounding = gamma(summands, k_float_roundoff) + gamma(2 * summands + 8, k_double_roundoff);
      const double off = (inherited + rounding * terms + underflow) * (1 + rounding);
      const bool may_overflow = !(terms + off < std::numeric_limits<float>::max());
      z.push_back(sum);
      z_error.push_back(may_overflow ? std::numeric_limits<double>::infinity() : off);
    }
    if (l == layer) return z.front() > z_error.front();
    for (double& x : z) x = std::max(x, 0.0);
    h = std::move(z);
    error = std::move(z_error);
  }
}

float float_within(double value, double lower, double upper) {
  auto rounded = static_cast<float>(value);
  if (rounded > upper) rounded = std::nextafter(rounded, -std::numeric_limits<float>::infinity());
  if (rounded < lower) rounded = std::nextafter(rounded, std::numeric_limits<float>::infinity());
  return rounded;
}

void make_one_hot(std::span<float> point, const InputBox& box) {
  for (const auto& [first, count] : box.groups) {
    std::size_t best = first + count;
    for (std::size_t k = first; k < first + count; ++k)
      if (box.upper[k] > 0 && (best == first + count || point[k] > point[best])) best = k;
    for (std::size_t k = first; k < first + count; ++k) point[k] = k == best ? 1.0F : 0.0F;
  }
}

}  // namespace reluscope
