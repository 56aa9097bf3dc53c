#pragma once

#include <vector>

#include "stats/even_rows.hpp"
#include "stats/probe.hpp"

namespace reluscope {

/// The inputs of evenly spaced rows.
class RowSample {
 public:
  /// size: not above `rows`, which it will see in all.
  RowSample(std::size_t size, std::size_t rows) : m_chosen{size, rows} {}

  static std::size_t depth() { return 0; }
  void see(const BlockPass& pass) {
    m_chosen.for_each_between(pass.first_row, pass.first_row + pass.inputs.rows(), [&](std::size_t row) {
      const std::span<const float> values = pass.inputs.row(row - pass.first_row);
      m_values.insert(m_values.end(), values.begin(), values.end());
    });
  }
  void merge(const RowSample& later) { m_values.insert(m_values.end(), later.m_values.begin(), later.m_values.end()); }

  /// size × inputs, once all rows were seen.
  MatrixView<const float> rows() const { return {m_values.data(), m_chosen.size, m_values.size() / m_chosen.size}; }

 private:
  EvenRows m_chosen;
  AlignedVector<float> m_values;
};

}  // namespace reluscope
