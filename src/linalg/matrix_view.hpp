#pragma once

#include <cassert>
#include <concepts>
#include <cstddef>
#include <span>
#include <tuple>
#include <type_traits>
#include <vector>

#include "support/large_memory.hpp"

namespace reluscope {

/// Storage on cache-line boundaries, so that a vector register never straddles two lines.
template <class T>
struct CacheLineAllocator {
  using value_type = T;

  CacheLineAllocator() = default;
  template <class U>
  CacheLineAllocator(const CacheLineAllocator<U>&) {}  // NOLINT(google-explicit-constructor): the standard asks for it
  T* allocate(std::size_t n) { return static_cast<T*>(allocate_memory(n * sizeof(T))); }
  void deallocate(T* p, std::size_t n) { free_memory(p, n * sizeof(T)); }
  bool operator==(const CacheLineAllocator&) const = default;
};

template <class T>
using AlignedVector = std::vector<T, CacheLineAllocator<T>>;

/// A matrix whose values are owned elsewhere: rows × columns, row-major, contiguous. Cheap to copy; `T` may be const.
template <class T>
class MatrixView {
 public:
  MatrixView() = default;
  MatrixView(T* data, std::size_t rows, std::size_t columns) : m_data(data), m_rows(rows), m_columns(columns) {}

  // NOLINTBEGIN(google-explicit-constructor): a matrix is a view of itself
  template <class M>
  requires requires(M& matrix) {
    { matrix.data() } -> std::convertible_to<T*>;
    requires std::tuple_size_v<std::remove_cvref_t<decltype(matrix.shape())>>
    == 2;
  }
  MatrixView(M& matrix) : MatrixView(matrix.data(), matrix.shape()[0], matrix.shape()[1]) {}
  template <class U>
  requires std::is_same_v<const U, T> MatrixView(MatrixView<U> other)
      : MatrixView(other.data(), other.rows(), other.columns()) {}
  // NOLINTEND(google-explicit-constructor)

  T* data() const { return m_data; }
  std::size_t rows() const { return m_rows; }
  std::size_t columns() const { return m_columns; }
  std::size_t size() const { return m_rows * m_columns; }
  std::span<T> row(std::size_t i) const {
    assert(i < m_rows);
    return {m_data + i * m_columns, m_columns};
  }
  /// Rows [first, first + count).
  MatrixView rows(std::size_t first, std::size_t count) const {
    assert(first + count <= m_rows);
    return {m_data + first * m_columns, count, m_columns};
  }

 private:
  T* m_data = nullptr;
  std::size_t m_rows = 0;
  std::size_t m_columns = 0;
};

}  // namespace reluscope
