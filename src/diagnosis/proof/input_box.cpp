#include "diagnosis/proof/input_box.hpp"

#include <algorithm>
#include <cmath>

namespace reluscope {

std::vector<double> InputBox::magnitude() const {
  std::vector<double> greatest;
  for (std::size_t k = 0; k < inputs(); ++k) greatest.push_back(std::max(std::abs(lower[k]), std::abs(upper[k])));
  return greatest;
}

std::vector<double> InputBox::highest_corner(std::span<const double> coefficients) const {
  std::vector<double> corner(inputs());
  for (std::size_t k = 0; k < inputs(); ++k) corner[k] = coefficients[k] > 0 ? upper[k] : lower[k];
  for (const Group& group : groups) {
    const auto values = coefficients.subspan(group.first, group.count);
    const std::ptrdiff_t greatest = std::ranges::max_element(values) - values.begin();
    std::fill_n(corner.begin() + static_cast<std::ptrdiff_t>(group.first), group.count, 0.0);
    corner[group.first + static_cast<std::size_t>(greatest)] = 1;
  }
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
      std::fill_n(box.lower.begin() + static_cast<std::ptrdiff_t>(first), count, 0.0);
      std::fill_n(box.upper.begin() + static_cast<std::ptrdiff_t>(first), count, 1.0);
    }
    first += count;
  }
  return box;
}

}  // namespace reluscope
