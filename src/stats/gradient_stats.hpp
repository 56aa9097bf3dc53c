#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "train/training_observer.hpp"

namespace reluscope {

/// What gradient the units of one hidden layer got in the training steps so far: ∂L_j/∂z_ij, L_j the loss of row j.
struct LayerGradientStats {
  std::vector<std::int64_t> nonzero_rows;  // rows on which it is not 0
  std::vector<double> square_sum;          // Σ_j (∂L_j/∂z_ij)²

  explicit LayerGradientStats(std::size_t units) : nonzero_rows(units), square_sum(units) {}
};

/// What backpropagation gave in the steps of an epoch, as trained: every row once, with the weights of its step.
class GradientStats {
 public:
  GradientStats() = default;
  explicit GradientStats(const Network<float>& network);

  void add(const StepGradient& step);
  void clear();

  /// 0 before the first step.
  std::int64_t rows() const { return m_rows; }
  const std::vector<LayerGradientStats>& layers() const { return m_layers; }  // hidden ones
  /// Per layer, the last included: √ of the mean over the steps of ‖∂L/∂(W, b)‖², L the mean loss of the batch, before
  /// clipping. Empty before the first step.
  std::vector<double> norms() const;

 private:
  std::int64_t m_rows = 0;
  std::int64_t m_steps = 0;
  std::vector<LayerGradientStats> m_layers;
  std::vector<double> m_norm_square_sum;  // per layer
};

}  // namespace reluscope
