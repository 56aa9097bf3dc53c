#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "stats/activity_tracker.hpp"
#include "data/encoding.hpp"

namespace reluscope {

/// How good the outputs are on some rows. Of classification: accuracy; of regression: rmse, in the target's own unit,
/// and r2, none where the target is constant there.
struct Quality {
  double loss = 0;
  double accuracy = 0;
  double rmse = 0;
  std::optional<double> r2;
};

/// Σ(y − ȳ)²: what R² measures the residuals against.
double total_square(std::span<const float> values);

/// total_square: of the rows' targets, for regression.
Quality quality_of(const Score& score, std::size_t rows, double total_square, const Encoding& encoding);

}  // namespace reluscope
