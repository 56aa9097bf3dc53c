#include "model_file/onnx/row_shape.hpp"

#include <algorithm>

namespace reluscope {

RowShape::RowShape(const std::optional<std::vector<std::int64_t>>& dims)
    : m_is_known(dims.has_value()), m_is_settled(!dims || dims->size() < 2) {
  m_dims = dims.value_or(std::vector{k_unknown, k_unknown});
  if (!m_is_known) m_row_axis = 0;
}

void RowShape::settle() {
  if (m_is_settled) return;
  m_is_settled = true;
  const bool is_column = rank() == 2 && m_dims[0] > 1 && m_dims[1] == 1;
  m_row_axis = is_column ? 1 : 0;
}

std::optional<std::size_t> RowShape::feature_count() const {
  constexpr std::int64_t k_most = std::int64_t{1} << 40;
  std::int64_t count = 1;
  for (std::size_t axis = 0; axis < rank(); ++axis) {
    if (is_row_axis(axis)) continue;
    if (m_dims[axis] < 0 || __builtin_mul_overflow(count, m_dims[axis], &count) || count > k_most) return std::nullopt;
  }
  return static_cast<std::size_t>(count);
}

std::string RowShape::text() const { return shape_text(m_dims); }

bool RowShape::is_vector() const {
  std::size_t axes = 0;
  for (std::size_t axis = 0; axis < rank(); ++axis)
    if (!is_row_axis(axis) && m_dims[axis] != 1) ++axes;
  return axes <= 1;
}

std::optional<std::size_t> RowShape::feature_axis(std::int64_t extent) {
  settle();
  std::optional<std::size_t> found;
  for (std::size_t axis = 0; axis < rank(); ++axis) {
    if (is_row_axis(axis) || m_dims[axis] == 1) continue;
    if (found || (m_dims[axis] != extent && m_dims[axis] != k_unknown)) return std::nullopt;
    found = axis;
  }
  return found;
}

bool RowShape::contract(std::size_t from_end, std::size_t inputs, std::int64_t units) {
  if (rank() < from_end) {
    if (rank() != 1) return false;
    from_end = 1;  // of a vector there is one axis
  }
  const std::size_t axis = rank() - from_end;
  if (!m_is_settled) {
    m_is_settled = true;
    m_row_axis = from_end == 1 ? 0 : rank() - 1;
  }
  if (is_row_axis(axis)) return false;
  for (std::size_t other = 0; other < rank(); ++other)
    if (other != axis && !is_row_axis(other) && m_dims[other] != 1) return false;
  if (m_dims[axis] != k_unknown && m_dims[axis] != static_cast<std::int64_t>(inputs)) return false;
  m_dims[axis] = units;
  m_is_known = true;
  return true;
}

bool RowShape::transpose() {
  std::vector<std::size_t> perm;
  for (std::size_t axis = rank(); axis-- > 0;) perm.push_back(axis);
  return permute(perm);
}

bool RowShape::permute(const std::vector<std::size_t>& perm) {
  if (perm.size() != rank()) return false;
  settle();
  std::vector<std::int64_t> dims;
  std::optional<std::size_t> row_axis, last;
  for (std::size_t axis = 0; axis < perm.size(); ++axis) {
    dims.push_back(m_dims[perm[axis]]);
    if (is_row_axis(perm[axis])) {
      row_axis = axis;
    } else if (dims.back() != 1) {  // the features must stay in their order
      if (last && *last > perm[axis]) return false;
      last = perm[axis];
    }
  }
  return lay_out(std::move(dims), row_axis);
}

bool RowShape::lay_out(std::vector<std::int64_t> dims, std::optional<std::size_t> row_axis) {
  m_dims = std::move(dims);
  m_row_axis = row_axis;
  return rank() <= k_most_axes;
}

std::vector<double> RowShape::extents() {
  settle();
  std::vector<double> extents;
  for (std::size_t axis = 0; axis < rank(); ++axis) {
    const double extent = m_dims[axis] < 0 ? k_unknown_extent : static_cast<double>(m_dims[axis]);
    extents.push_back(is_row_axis(axis) ? k_row_count : extent);
  }
  return extents;
}

}  // namespace reluscope
