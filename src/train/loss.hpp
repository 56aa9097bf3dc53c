#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "data/samples.hpp"
#include "linalg/matrix_view.hpp"

namespace reluscope {

/// Softmax cross-entropy, as PyTorch's: L_j = log Σ_k exp(y_jk) − y_j,label.
/// outputs: rows × classes, logits in, ∂(mean_j L_j)/∂logits out. Returns Σ_j L_j; not finite if a logit is not.
template <class T>
double cross_entropy_with_gradient(MatrixView<T> outputs, std::span<const std::int32_t> labels);

/// Squared error, as PyTorch's MSELoss (no ½): L_j = (y_j − value_j)².
/// outputs: rows × 1, predictions in, ∂(mean_j L_j)/∂prediction out. Returns Σ_j L_j.
template <class T>
double squared_error_with_gradient(MatrixView<T> outputs, std::span<const T> values);

/// The loss of the samples' task: cross-entropy if they have labels, else squared error. Returns Σ_j L_j.
double loss_with_gradient(MatrixView<float> outputs, const Samples& samples);

/// The quality of outputs.
struct Score {
  double loss_sum;      // Σ_j L_j
  std::size_t correct;  // of classification: rows whose greatest logit, the first of equals, is their label's
};

/// The loss alone, without its gradient, to the same bits. outputs: overwritten.
Score score(MatrixView<float> outputs, const Samples& samples);

}  // namespace reluscope
