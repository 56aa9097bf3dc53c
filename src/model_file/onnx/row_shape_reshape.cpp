#include <algorithm>
#include <cmath>
#include <iterator>

#include "model_file/onnx/row_shape.hpp"

namespace reluscope {
namespace {

/// Whether nothing but axes of one is before the axis of the rows.
bool leads(const std::vector<std::int64_t>& dims, std::optional<std::size_t> axis) {
  const auto end = std::next(dims.begin(), static_cast<std::ptrdiff_t>(axis.value_or(0)));
  return std::all_of(dims.begin(), end, [](std::int64_t extent) { return extent == 1; });
}

}  // namespace

bool RowShape::reshape(const std::vector<double>& shape, bool copies_zeros) {
  settle();
  if (shape.size() > k_most_axes) return false;
  const std::optional<std::size_t> features = feature_count();
  std::vector<std::int64_t> dims;
  std::optional<std::size_t> open, row_axis;
  double known = 1;  // features in the axes that are said; exact up to 2⁵³
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    double extent = shape[axis];
    if (extent == 0 && copies_zeros) {
      if (axis >= rank()) return false;
      if (is_row_axis(axis)) extent = k_row_count;
      if (!is_row_axis(axis)) extent = m_dims[axis] < 0 ? k_unknown_extent : static_cast<double>(m_dims[axis]);
    }
    if (std::isnan(extent)) {
      if (row_axis) return false;
      row_axis = axis;
      dims.push_back(row_extent());
      continue;
    }
    if (extent == -1 || extent == k_unknown_extent) {
      if (open) return false;
      open = axis;
      dims.push_back(k_unknown);
      continue;
    }
    if (!(extent >= 1 && extent <= 0x1p40) || known * extent > 0x1p40) return false;
    known *= extent;
    dims.push_back(static_cast<std::int64_t>(extent));
  }
  const auto said = static_cast<std::size_t>(known);
  if (open && !row_axis && (!features || said == *features) && (*open == 0 || said != 1)) {
    row_axis = open;  // the rows are what is left; were they the features, nothing would be said of them
    dims[*open] = row_extent();
  } else if (open) {
    if (features && *features % said != 0) return false;
    if (features) dims[*open] = static_cast<std::int64_t>(*features / said);
  } else if (features && said != *features) {  // a fixed number of rows
    const auto rows = static_cast<std::int64_t>(*features > 0 ? said / *features : 0);
    const bool is_product = static_cast<std::size_t>(rows) * *features == said;
    if (row_axis || dims.empty() || !is_product || dims.front() != rows) return false;
    if (row_extent() != k_unknown && row_extent() != rows) return false;
    row_axis = 0;
  }
  if (!row_axis) {  // a single row: any axis of one may go over the rows
    if (row_extent() > 1) return false;
    m_is_for_one_row = m_is_for_one_row || row_extent() == k_unknown;
    const auto one = std::ranges::find(dims, 1);
    if (dims.size() > 1 && one != dims.end()) row_axis = static_cast<std::size_t>(one - dims.begin());
  } else if (row_extent() != 1 && !(leads(m_dims, m_row_axis) && leads(dims, row_axis))) {
    return false;  // rows and features would change places
  }
  return lay_out(std::move(dims), row_axis);
}

bool RowShape::flatten(std::int64_t axis) {
  settle();
  if (axis < 0) axis += static_cast<std::int64_t>(rank());
  if (axis < 0 || axis > static_cast<std::int64_t>(rank())) return false;
  const auto group = [&](std::size_t begin, std::size_t end) {
    std::int64_t count = 1;
    for (std::size_t a = begin; a < end; ++a) {
      if (is_row_axis(a)) continue;
      if (m_dims[a] < 0 || count < 0) return k_unknown;
      if (__builtin_mul_overflow(count, m_dims[a], &count) || count > std::int64_t{1} << 40) return k_unknown;
    }
    return count;
  };
  const auto cut = static_cast<std::size_t>(axis);
  const std::int64_t first = group(0, cut), second = group(cut, rank());
  const bool rows_first = m_row_axis && *m_row_axis < cut;
  if (m_row_axis && rows_first && first == 1) return lay_out({row_extent(), second}, 0);
  if (m_row_axis && !rows_first && second == 1 && rank() > cut) return lay_out({first, row_extent()}, 1);
  if (row_extent() != 1) return false;
  // one row, in two groups
  if (first == 1) return lay_out({1, second}, 0);
  return second == 1 && lay_out({first, 1}, 1);
}

bool RowShape::unsqueeze(const std::vector<double>& axes) {
  settle();
  const std::size_t size = rank() + axes.size();
  if (size > k_most_axes) return false;
  std::vector<bool> is_new(size, false);
  for (const double given : axes) {
    const double axis = given < 0 ? given + static_cast<double>(size) : given;
    if (!(axis >= 0 && axis < static_cast<double>(size)) || is_new[static_cast<std::size_t>(axis)]) return false;
    is_new[static_cast<std::size_t>(axis)] = true;
  }
  std::vector<std::int64_t> dims;
  std::optional<std::size_t> row_axis, free;
  std::size_t old = 0;
  for (std::size_t axis = 0; axis < size; ++axis) {
    if (is_new[axis] && !free) free = axis;
    if (!is_new[axis] && is_row_axis(old)) row_axis = axis;
    dims.push_back(is_new[axis] ? 1 : m_dims[old++]);
  }
  return lay_out(std::move(dims), row_axis ? row_axis : free);
}

bool RowShape::squeeze(const std::vector<double>* axes) {
  settle();
  std::vector<bool> is_gone(rank(), false);
  if (axes == nullptr) {
    for (std::size_t axis = 0; axis < rank(); ++axis) is_gone[axis] = m_dims[axis] == 1;
  } else {
    for (const double given : *axes) {
      const double axis = given < 0 ? given + static_cast<double>(rank()) : given;
      if (!(axis >= 0 && axis < static_cast<double>(rank()))) return false;
      is_gone[static_cast<std::size_t>(axis)] = true;
    }
  }
  std::vector<std::int64_t> dims;
  std::optional<std::size_t> row_axis;
  for (std::size_t axis = 0; axis < rank(); ++axis) {
    if (is_gone[axis]) {
      if (m_dims[axis] != 1 && m_dims[axis] != k_unknown) return false;
      m_is_for_one_row = m_is_for_one_row || (is_row_axis(axis) && m_dims[axis] == k_unknown);
      continue;
    }
    if (is_row_axis(axis)) row_axis = dims.size();
    dims.push_back(m_dims[axis]);
  }
  return lay_out(std::move(dims), row_axis);
}

}  // namespace reluscope
