#include "model_file/row_shape.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace reluscope {
namespace {

constexpr std::int64_t k_unknown = -1;

/// Whether nothing but axes of one is before the axis of the rows.
bool leads(const std::vector<std::int64_t>& dims, std::optional<std::size_t> axis) {
  const auto end = std::next(dims.begin(), static_cast<std::ptrdiff_t>(axis.value_or(0)));
  return std::all_of(dims.begin(), end, [](std::int64_t extent) { return extent == 1; });
}

}  // namespace

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
  // one row, in two groups
  const bool is_one_row = row_extent() == 1 || row_extent() == k_unknown;
  if (!is_one_row) return false;
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
      continue;
    }
    if (is_row_axis(axis)) row_axis = dims.size();
    dims.push_back(m_dims[axis]);
  }
  return lay_out(std::move(dims), row_axis);
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

std::optional<RowShape::Spread> RowShape::spread(const std::vector<std::int64_t>& constant, std::size_t most_features) {
  std::vector<std::int64_t> dims = constant;
  const bool is_column = dims.size() == 2 && dims[0] > 1 && dims[1] == 1;
  if (!m_is_settled && rank() == 2 && is_column) m_is_settled = true, m_row_axis = 1;
  if (dims.size() > rank()) settle();
  if (dims.size() > k_most_axes) return std::nullopt;
  // a constant of more axes gives the result more axes
  while (dims.size() > rank()) {
    if (dims[dims.size() - rank() - 1] != 1) return std::nullopt;
    m_dims.insert(m_dims.begin(), 1);
    if (m_row_axis) ++*m_row_axis;
    if (!m_row_axis && m_is_settled) m_row_axis = 0;
  }
  const std::size_t padding = rank() - dims.size();
  dims.insert(dims.begin(), padding, 1);
  if (std::ranges::all_of(dims, [](std::int64_t extent) { return extent == 1; })) return Spread{.index = {0}};
  settle();
  std::vector<std::size_t> steps(rank(), 0);
  std::optional<std::size_t> unit_axis;
  std::size_t varying = 0, stride = 1;
  for (std::size_t axis = rank(); axis-- > 0;) {
    if (dims[axis] == 1) continue;
    if (is_row_axis(axis)) return std::nullopt;
    if (m_dims[axis] == k_unknown) m_dims[axis] = dims[axis];
    if (m_dims[axis] != dims[axis]) return std::nullopt;
    steps[axis] = stride;
    stride *= static_cast<std::size_t>(dims[axis]);
    unit_axis = axis;
    ++varying;
  }
  const std::optional<std::size_t> features = feature_count();
  if (!features || *features > most_features) return std::nullopt;
  Spread spread;
  if (varying == 1 && is_vector()) spread.unit_axis = *unit_axis - padding;
  spread.index.resize(*features, 0);
  std::size_t repeat = 1;  // features for each step along the axis
  for (std::size_t axis = rank(); axis-- > 0;) {
    if (is_row_axis(axis)) continue;
    const auto extent = static_cast<std::size_t>(m_dims[axis]);
    if (steps[axis] > 0)
      for (std::size_t f = 0; f < *features; ++f) spread.index[f] += f / repeat % extent * steps[axis];
    repeat *= extent;
  }
  return spread;
}

}  // namespace reluscope
