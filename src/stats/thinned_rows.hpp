#pragma once

#include <algorithm>
#include <cstddef>

#include "linalg/matrix_view.hpp"

namespace reluscope {

/// Evenly spaced rows of a stream whose length is not known: every row at first, then, as often as `most` are exceeded,
/// every second of those.
class ThinnedRows {
 public:
  /// most: at least 2.
  ThinnedRows(std::size_t most, std::size_t columns) : m_most(most), m_columns(columns) {
    m_values.reserve(most * columns);  // so that it is never copied: pages that are not used take no memory
  }

  /// The next rows of the stream: rows × columns.
  void add(MatrixView<const float> rows) {
    for (std::size_t j = 0; j < rows.rows(); ++j, ++m_seen) {
      if (m_seen % m_step != 0) continue;
      if (this->rows().rows() == m_most) thin();
      if (m_seen % m_step != 0) continue;
      m_values.insert(m_values.end(), rows.row(j).begin(), rows.row(j).end());
    }
  }

  bool is_all() const { return m_step == 1; }
  MatrixView<const float> rows() const { return {m_values.data(), m_values.size() / m_columns, m_columns}; }

 private:
  void thin() {
    const std::size_t count = rows().rows();
    for (std::size_t j = 2; j < count; j += 2)
      std::copy_n(m_values.begin() + static_cast<std::ptrdiff_t>(j * m_columns), m_columns,
                  m_values.begin() + static_cast<std::ptrdiff_t>(j / 2 * m_columns));
    m_values.resize((count + 1) / 2 * m_columns);
    m_step *= 2;
  }

  std::size_t m_most, m_columns;
  std::size_t m_seen = 0, m_step = 1;
  AlignedVector<float> m_values;
};

}  // namespace reluscope
