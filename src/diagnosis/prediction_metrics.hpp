#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "data/encoding.hpp"

namespace reluscope {

/// How good the outputs are on some rows.
struct PredictionMetrics {
  double loss = 0;                 // mean, as trained
  std::optional<double> accuracy;  // of classification
  std::optional<double> rmse;      // of regression, in the target's own unit
  std::optional<double> r2;        // of regression; NaN if the target is constant on these rows
};

/// Σ(y − ȳ)²: what R² compares the residuals with.
double total_square(std::span<const float> values);

/// loss: mean over the rows, as trained; correct: rows, of classification; total_square: of the rows' targets, of
/// regression.
PredictionMetrics prediction_metrics(double loss, std::size_t correct, std::size_t rows, double total_square,
                                     const Encoding& encoding);

}  // namespace reluscope
