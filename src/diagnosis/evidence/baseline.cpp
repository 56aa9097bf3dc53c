#include "diagnosis/evidence/baseline.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "support/elementary.hpp"

namespace reluscope {
namespace {

/// Training rows.
std::vector<std::int64_t> rows_by_class(const Dataset& dataset) {
  std::vector<std::int64_t> rows(dataset.encoding.classes.size());
  for (const std::int32_t label : dataset.training.labels) ++rows[static_cast<std::size_t>(label)];
  return rows;
}

BaselineQuality of_class(std::int32_t predicted, const Split& split) {
  const auto right = static_cast<double>(std::ranges::count(split.labels, predicted));
  return {.accuracy = right / static_cast<double>(split.rows()), .rmse = {}, .r2 = {}};
}

/// predicted: as the network learns it, scaled.
BaselineQuality of_mean(double predicted, const Split& split, double target_scale) {
  double residual = 0;
  for (const float y : split.values) residual += square(y - predicted);
  const double total = total_square(split.values);
  return {.accuracy = {},
          .rmse = std::sqrt(residual / static_cast<double>(split.rows())) * target_scale,
          .r2 = total > 0 ? 1 - residual / total : std::numeric_limits<double>::quiet_NaN()};
}

}  // namespace

double baseline_loss_of(const Dataset& dataset) {
  const Split& training = dataset.training;
  const auto rows = static_cast<double>(training.rows());
  if (dataset.encoding.task == Task::regression) return total_square(training.values) / rows;
  double loss = 0;
  for (const std::int64_t count : rows_by_class(dataset)) {
    const double share = static_cast<double>(count) / rows;
    if (count > 0) loss -= share * logarithm(share);
  }
  return loss;
}

Baseline baseline_of(const Dataset& dataset) {
  const Encoding& encoding = dataset.encoding;
  const Split& training = dataset.training;
  const auto of_both = [&](const Value& prediction, const auto& quality_on) {
    Baseline baseline{.prediction = prediction, .training = quality_on(training), .validation = {}};
    if (dataset.validation.rows() > 0) baseline.validation = quality_on(dataset.validation);
    return baseline;
  };
  if (encoding.task == Task::classification) {
    const std::vector<std::int64_t> rows = rows_by_class(dataset);
    const auto commonest = static_cast<std::size_t>(std::ranges::max_element(rows) - rows.begin());
    return of_both(encoding.classes[commonest],
                   [&](const Split& split) { return of_class(static_cast<std::int32_t>(commonest), split); });
  }
  const double mean = std::accumulate(training.values.begin(), training.values.end(), 0.0) /
                      static_cast<double>(training.values.size());
  return of_both(encoding.target_shift + encoding.target_scale * mean,
                 [&](const Split& split) { return of_mean(mean, split, encoding.target_scale); });
}

bool is_better(const PredictionMetrics& metrics, const BaselineQuality& baseline) {
  if (metrics.accuracy && baseline.accuracy) return *metrics.accuracy > *baseline.accuracy;
  if (!metrics.r2 || !baseline.r2 || std::isnan(*metrics.r2) || std::isnan(*baseline.r2)) return true;
  return *metrics.r2 > *baseline.r2;
}

}  // namespace reluscope
