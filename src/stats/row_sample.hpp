#pragma once

#include <vector>

#include "stats/probe.hpp"

namespace reluscope {

/// An evenly spaced sample of the rows: of n rows the ⌊i·n/size⌋-th, i = 0 … size − 1.
class RowSample {
 public:
  /// size: not above `rows`, which it will see in all.
  RowSample(std::size_t size, std::size_t rows) : m_size(size), m_rows(rows) {}

  static std::size_t depth() { return 0; }
  void see(const BlockPass& pass) {
    // the first i with ⌊i·n/size⌋ ≥ first_row is ⌈first_row·size/n⌉
    for (std::size_t i = (pass.first_row * m_size + m_rows - 1) / m_rows; i < m_size; ++i) {
      const std::size_t row = i * m_rows / m_size;
      if (row >= pass.first_row + pass.inputs.rows()) return;
      const std::span<const float> values = pass.inputs.row(row - pass.first_row);
      m_values.insert(m_values.end(), values.begin(), values.end());
    }
  }
  void merge(const RowSample& later) { m_values.insert(m_values.end(), later.m_values.begin(), later.m_values.end()); }

  /// size × inputs, once all rows were seen.
  MatrixView<const float> rows() const { return {m_values.data(), m_size, m_values.size() / m_size}; }

 private:
  std::size_t m_size, m_rows;
  AlignedVector<float> m_values;
};

}  // namespace reluscope
