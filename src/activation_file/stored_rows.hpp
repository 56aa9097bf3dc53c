#pragma once

#include <cstddef>

#include "activation_file/stored_floats.hpp"
#include "linalg/matrix_view.hpp"

namespace reluscope {

/// Some rows of a layer as they lie in the file. Its memory is used again by whoever fills it.
struct StoredRows {
  std::size_t first_row = 0;  // among all of the layer
  std::size_t rows = 0, units = 0;
  FloatFormat format;
  bool is_by_columns = false;  // unit by unit, else row by row
  AlignedVector<char> bytes;   // rows × units numbers

  /// Rows [first, first + to.rows()) of these as float32; to: rows × units (written). See load_floats.
  void load(std::size_t first, MatrixView<float> to) const;
  /// One number, exactly.
  double value(std::size_t row, std::size_t unit) const;

 private:
  const char* address(std::size_t row, std::size_t unit) const {
    return bytes.data() + format.size * (is_by_columns ? unit * rows + row : row * units + unit);
  }
};

}  // namespace reluscope
