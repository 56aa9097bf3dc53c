#include "prune/box_points.hpp"

#include <algorithm>
#include <array>

#include "support/random.hpp"

namespace reluscope {

Matrix<float> points_in(const InputBox& box, std::size_t count) {
  Matrix<float> points = Matrix<float>::from_shape({count, box.inputs()});
  Random random(0, RandomStream::check);
  for (std::size_t j = 0; j < count; ++j) {
    const std::span<float> point = MatrixView<float>(points).row(j);
    for (std::size_t k = 0; k < point.size(); ++k) {
      const double draw = random.uniform();
      const double share = j < 2 ? static_cast<double>(j) : j < count / 2 ? (draw < 0.5 ? 0.0 : 1.0) : draw;
      point[k] = static_cast<float>(box.lower[k] + share * (box.upper[k] - box.lower[k]));
    }
    for (const InputBox::Group& group : box.groups) {
      std::ranges::fill(point.subspan(group.first, group.count), 0.0F);
      point[group.first + random.below(group.count)] = 1;
    }
  }
  return points;
}

Matrix<float> points_anywhere(std::size_t inputs, std::size_t count) {
  constexpr std::array k_deviations = {0.1, 1.0, 10.0, 100.0};
  Matrix<float> points = Matrix<float>::from_shape({count, inputs});
  Random random(0, RandomStream::check);
  for (std::size_t j = 0; j < count; ++j)
    for (float& x : MatrixView<float>(points).row(j))
      x = static_cast<float>(random.normal() * k_deviations[j % k_deviations.size()]);
  return points;
}

}  // namespace reluscope
