#include "diagnosis/metric.hpp"

#include <algorithm>

namespace reluscope {

const Metric* find_metric(const Metrics& metrics, std::string_view name) {
  const auto found = std::ranges::find(metrics, name, &Metric::name);
  return found == metrics.end() ? nullptr : &*found;
}

}  // namespace reluscope
