#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reluscope {

/// A number that has a name: one of a report's `summary`, one of a layer, a quality, or the difference of two.
struct Metric {
  enum class Kind {
    count,
    fraction,
    flag,
    number,  // any other, such as a loss
  };
  std::string name;
  Kind kind = Kind::count;
  double value = 0;  // of a flag: 0 or 1; NaN: it does not exist, as R² of a constant target
};

/// What a gate judges, in the order in which they are listed.
using Metrics = std::vector<Metric>;

/// The metric of that name; null if there is none.
const Metric* find_metric(const Metrics& metrics, std::string_view name);

}  // namespace reluscope
