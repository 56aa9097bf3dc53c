#pragma once

#include <cstddef>

#include "linalg/matrix_view.hpp"

namespace reluscope {

enum class Transpose { no, yes };

/// A factor of a product, transposed or not: the value at (i, j) is values[i · row_stride + j · column_stride].
template <class T>
struct Factor {
  const T* values;
  std::size_t rows, columns, row_stride, column_stride;

  Factor(const T* values_, std::size_t rows_, std::size_t columns_, std::size_t row_stride_, std::size_t column_stride_)
      : values(values_), rows(rows_), columns(columns_), row_stride(row_stride_), column_stride(column_stride_) {}
  explicit Factor(MatrixView<const T> m, Transpose transpose = Transpose::no)
      : Factor(m.data(), m.rows(), m.columns(), m.columns(), 1) {
    if (transpose == Transpose::yes) *this = Factor(m.data(), m.columns(), m.rows(), 1, m.columns());
  }

  Factor part(std::size_t first_row, std::size_t row_count, std::size_t first_column, std::size_t column_count) const {
    const bool is_empty = rows == 0 || columns == 0;  // then there may be no values at all
    return {is_empty ? values : values + first_row * row_stride + first_column * column_stride, row_count, column_count,
            row_stride, column_stride};
  }
};

/// Rows and columns of a matrix, its rows `stride` apart.
template <class T>
struct MatrixSpan {
  T* values;
  std::size_t rows, columns, stride;
};

/// A part of a result, and where in it.
template <class T>
struct Tile {
  T* values;
  std::size_t stride;
  std::size_t first_row, first_column;
  std::size_t rows, columns;

  T* row(std::size_t r) const { return values + r * stride; }
  void skip_rows(std::size_t n) {
    values += n * stride;
    first_row += n;
  }
};

}  // namespace reluscope
