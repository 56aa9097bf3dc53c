#include "diagnosis/prediction_metrics.hpp"

#include <cmath>
#include <limits>
#include <numeric>

namespace reluscope {

double total_square(std::span<const float> values) {
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  double total = 0;
  for (const float value : values) total += (value - mean) * (value - mean);
  return total;
}

PredictionMetrics prediction_metrics(double loss, std::size_t correct, std::size_t rows, double total_square,
                                     const Encoding& encoding) {
  const auto n = static_cast<double>(rows);
  PredictionMetrics metrics{.loss = loss};
  if (encoding.task == Task::classification) {
    metrics.accuracy = static_cast<double>(correct) / n;
  } else {
    metrics.rmse = std::sqrt(loss) * encoding.target_scale;
    metrics.r2 = total_square > 0 ? 1 - loss * n / total_square : std::numeric_limits<double>::quiet_NaN();
  }
  return metrics;
}

}  // namespace reluscope
