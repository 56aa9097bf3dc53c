#include "diagnosis/quality.hpp"

#include <cmath>
#include <numeric>

namespace reluscope {

double total_square(std::span<const float> values) {
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  double total = 0;
  for (const float value : values) total += (value - mean) * (value - mean);
  return total;
}

Quality quality_of(const Score& score, std::size_t rows, double total_square, const Encoding& encoding) {
  const auto n = static_cast<double>(rows);
  Quality quality{.loss = score.loss};
  if (encoding.task == Task::classification) {
    quality.accuracy = static_cast<double>(score.correct) / n;
  } else {
    quality.rmse = std::sqrt(score.loss) * encoding.target_scale;
    if (total_square > 0) quality.r2 = 1 - score.loss * n / total_square;
  }
  return quality;
}

}  // namespace reluscope
