#include "diagnosis/proof/input_box.hpp"

#include <algorithm>
#include <cmath>

namespace reluscope {

std::vector<double> InputBox::magnitude() const {
  std::vector<double> greatest;
  for (std::size_t k = 0; k < inputs(); ++k) greatest.push_back(std::max(std::abs(lower[k]), std::abs(upper[k])));
  return greatest;
}

void fill_group(std::span<const double> coefficients, std::span<const double> lower, std::span<const double> upper,
                std::span<double> shares) {
  double rest = 1;
  for (std::size_t k = 0; k < shares.size(); ++k) rest -= shares[k] = lower[k];
  while (rest > 0) {
    std::size_t best = shares.size();
    for (std::size_t k = 0; k < shares.size(); ++k)
      if (shares[k] < upper[k] && (best == shares.size() || coefficients[k] > coefficients[best])) best = k;
    if (best == shares.size()) return;
    const double added = std::min(rest, upper[best] - shares[best]);
    shares[best] = added == rest ? shares[best] + added : upper[best];
    rest -= added;
  }
}

std::vector<double> InputBox::highest_corner(std::span<const double> coefficients) const {
  std::vector<double> corner(inputs());
  for (std::size_t k = 0; k < inputs(); ++k) corner[k] = coefficients[k] > 0 ? upper[k] : lower[k];
  for (const auto& [first, count] : groups)
    fill_group(coefficients.subspan(first, count), std::span(lower).subspan(first, count),
               std::span(upper).subspan(first, count), std::span(corner).subspan(first, count));
  return corner;
}

InputBox box_of(const InputRange& range, const Encoding& encoding, double margin) {
  InputBox box;
  for (std::size_t k = 0; k < range.lowest.size(); ++k) {
    const double widening = margin * (static_cast<double>(range.highest[k]) - range.lowest[k]);
    box.lower.push_back(range.lowest[k] - widening);
    box.upper.push_back(range.highest[k] + widening);
  }
  std::size_t first = 0;
  for (const FeatureEncoding& feature : encoding.features) {
    const std::size_t count = feature.input_count();
    if (feature.categorical) {
      box.groups.push_back({first, count});
      const auto seen = [&](std::size_t k) { return range.highest[k] > 0; };
      bool any = false;
      for (std::size_t k = first; k < first + count; ++k) any = any || seen(k);
      for (std::size_t k = first; k < first + count; ++k) {
        box.lower[k] = 0;
        box.upper[k] = seen(k) || !any ? 1 : 0;
      }
    }
    first += count;
  }
  return box;
}

}  // namespace reluscope
