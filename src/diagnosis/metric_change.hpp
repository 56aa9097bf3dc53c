#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diagnosis/metric.hpp"

namespace reluscope {

/// What follows a metric's name if a gate is on its difference.
inline constexpr std::string_view k_increase = ".increase", k_decrease = ".decrease";

/// A metric in an older and a newer run; none if that run does not have it.
struct MetricChange {
  std::string name;
  std::optional<Metric> base;
  std::optional<Metric> now;

  /// now − base, none if either is missing, NaN if either has no value. Of fractions it is rounded to 12 decimals:
  /// 0.05 − 0.03 is 0.02, and not the 0.020000000000000004 for which "> 0.02" would hold. Of other numbers it is
  /// rounded to the 12th digit of the greater one.
  std::optional<double> change() const;
  /// The same as a metric: a count if both are whole.
  std::optional<Metric> change_metric() const;
};

/// Every metric of either run, those of the newer one first.
std::vector<MetricChange> metric_changes(const Metrics& base, const Metrics& now);

/// What a gate on two runs may use: METRIC, its value in the newer run; METRIC.increase, now − base; METRIC.decrease,
/// base − now.
Metrics metrics_of(const std::vector<MetricChange>& changes);

}  // namespace reluscope
