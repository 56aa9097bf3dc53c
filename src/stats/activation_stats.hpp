#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "linalg/matrix_view.hpp"
#include "model/activation.hpp"

namespace reluscope {

/// What the units of one layer did on the rows seen so far: everything that is counted about them, unit by unit.
struct ActivationStats {
  std::vector<std::int64_t> active_rows;  // rows with z > 0
  std::vector<double> activation_sum;     // Σ h, h = f(z)
  std::vector<double> absolute_sum;       // Σ |h|; of ReLU the same
  std::vector<double> square_sum;         // Σ h²
  std::vector<float> max_preactivation;   // max z; −∞ before the first row
  std::vector<float> max_derivative;      // max |f'(z)|; 0 before the first row, and if f does not saturate

  explicit ActivationStats(std::size_t units);

  /// Adds further rows, and turns them into activations, all in one pass while they are in the cache. zh: rows × units;
  /// pre-activations without their bias in, activations out, as the function f writes them; bias: units values.
  void activate_and_accumulate(MatrixView<float> zh, std::span<const float> bias, const Activation& f);
  /// Adds what others of the same layer have seen.
  void merge(const ActivationStats& other);
  /// Forgets all rows.
  void clear();
};

}  // namespace reluscope
