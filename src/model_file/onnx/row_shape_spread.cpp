#include <algorithm>

#include "model_file/onnx/row_shape.hpp"

namespace reluscope {

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
