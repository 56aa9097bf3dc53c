#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/dataset.hpp"

namespace reluscope {

/// A column of numbers that has one value on all training rows but a few.
struct NearConstant {
  std::string name;
  std::int64_t rows = 0;  // that have another value
  double deviations = 0;  // of the farthest of them from the mean, in standard deviations
};

/// Those with another value on at most 0.2 % of the training rows; of fewer than 100 rows none can be told.
std::vector<NearConstant> near_constants_of(const Dataset& dataset);

}  // namespace reluscope
