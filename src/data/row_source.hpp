#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>

#include "linalg/matrix_view.hpp"

namespace reluscope {

/// Rows are handed to threads in shards of this size, and what is counted is added up shard by shard, in their order.
inline constexpr std::size_t k_shard_rows = 8192;

/// Encoded rows, from memory or from elsewhere, that can be passed over any number of times.
class RowSource {
 public:
  RowSource() = default;
  RowSource(const RowSource&) = delete;
  RowSource& operator=(const RowSource&) = delete;
  virtual ~RowSource() = default;

  virtual std::size_t rows() const = 0;
  /// Starts again with the first row.
  virtual void rewind() = 0;
  /// The next k_shard_rows rows (rows × inputs), or as many as are left; none at the end. buffer: holds them if they
  /// are not in memory; the view is valid as long as it is left alone.
  virtual std::optional<MatrixView<const float>> next(AlignedVector<float>& buffer) = 0;
};

/// Rows in memory, which must outlive the source.
class MemoryRows final : public RowSource {
 public:
  explicit MemoryRows(MatrixView<const float> rows) : m_rows(rows) {}

  std::size_t rows() const override { return m_rows.rows(); }
  void rewind() override { m_next = 0; }
  std::optional<MatrixView<const float>> next(AlignedVector<float>& /*buffer*/) override {
    if (m_next == m_rows.rows()) return std::nullopt;
    const std::size_t first = m_next, count = std::min(k_shard_rows, m_rows.rows() - first);
    m_next += count;
    return m_rows.rows(first, count);
  }

 private:
  MatrixView<const float> m_rows;
  std::size_t m_next = 0;
};

}  // namespace reluscope
