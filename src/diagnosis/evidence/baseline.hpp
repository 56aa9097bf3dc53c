#pragma once

#include <optional>
#include <vector>

#include "data/dataset.hpp"
#include "diagnosis/prediction_metrics.hpp"
#include "support/value.hpp"

namespace reluscope {

/// How good a prediction that is the same for every row is on some rows.
struct BaselineQuality {
  std::optional<double> accuracy;  // of classification
  std::optional<double> rmse;      // of regression, in the target's own unit
  std::optional<double> r2;        // of regression; NaN if the target is constant on these rows
};

/// What a network has to beat: always predicting the commonest class of the training rows, or their mean.
struct Baseline {
  Value prediction;  // the class, or the mean in the target's own unit
  BaselineQuality training;
  std::optional<BaselineQuality> validation;  // none if no rows are held out
};

Baseline baseline_of(const Dataset& dataset);

/// The least loss on the training rows of a network that knows nothing of the inputs: the entropy of the classes'
/// shares, or the variance of the scaled target.
double baseline_loss_of(const Dataset& dataset);

/// Whether predictions are better than the baseline on the same rows: by accuracy, or by R²; true if neither is
/// defined.
bool is_better(const PredictionMetrics& metrics, const BaselineQuality& baseline);

}  // namespace reluscope
