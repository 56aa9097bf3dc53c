#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "linalg/matrix_view.hpp"

namespace reluscope {

/// Rows of a dataset, owned elsewhere. `labels` (classes from 0) is for classification, `values` (targets) for
/// regression; the other is empty, or both are if there are no targets.
struct Samples {
  MatrixView<const float> inputs;  // rows × inputs
  std::span<const std::int32_t> labels;
  std::span<const float> values;

  std::size_t rows() const { return inputs.rows(); }
  bool has_targets() const { return !labels.empty() || !values.empty(); }
  /// Rows [first, first + count).
  Samples slice(std::size_t first, std::size_t count) const {
    return {inputs.rows(first, count), labels.empty() ? labels : labels.subspan(first, count),
            values.empty() ? values : values.subspan(first, count)};
  }
};

}  // namespace reluscope
