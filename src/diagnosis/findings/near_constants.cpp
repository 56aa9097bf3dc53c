#include "diagnosis/findings/near_constants.hpp"

#include <algorithm>
#include <cmath>

#include "support/elementary.hpp"

namespace reluscope {
namespace {

/// The value of more than half of the rows, if there is one (Boyer & Moore 1981, "MJRTY").
float majority_of(MatrixView<const float> inputs, std::size_t column) {
  float candidate = 0;
  std::size_t lead = 0;
  for (std::size_t j = 0; j < inputs.rows(); ++j) {
    const float x = inputs.row(j)[column];
    if (lead == 0) candidate = x;
    lead = x == candidate ? lead + 1 : lead - 1;
  }
  return candidate;
}

}  // namespace

std::vector<NearConstant> near_constants_of(const Dataset& dataset) {
  const MatrixView<const float> inputs(dataset.training.inputs);
  constexpr std::size_t k_fewest_rows = 100;
  std::vector<NearConstant> found;
  if (inputs.rows() < k_fewest_rows) return found;
  const std::size_t few = std::max<std::size_t>(1, inputs.rows() / 500);
  std::size_t column = 0;
  for (const FeatureEncoding& feature : dataset.encoding.features) {
    for (std::size_t i = 0; i < feature.input_count(); ++i, ++column) {
      if (feature.categorical) continue;
      const float common = majority_of(inputs, column);
      std::size_t others = 0;
      double sum = 0, squares = 0, least = 0, greatest = 0;  // of the distance from the common value
      for (std::size_t j = 0; j < inputs.rows() && others <= few; ++j) {
        const double distance = static_cast<double>(inputs.row(j)[column]) - common;
        others += distance != 0 ? 1 : 0;
        sum += distance;
        squares += square(distance);
        least = std::min(least, distance);
        greatest = std::max(greatest, distance);
      }
      if (others == 0 || others > few) continue;
      const auto rows = static_cast<double>(inputs.rows());
      const double mean = sum / rows, farthest = std::max(greatest - mean, mean - least);
      found.push_back(
          {feature.column, static_cast<std::int64_t>(others), farthest / std::sqrt(squares / rows - square(mean))});
    }
  }
  return found;
}

}  // namespace reluscope
