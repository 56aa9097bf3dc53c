#include "diagnosis/proof/row_distance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace reluscope {

RowDistance::RowDistance(const InputRange& range, std::span<const InputBox::Group> groups)
    : m_is_grouped(range.lowest.size()) {
  for (std::size_t k = 0; k < range.lowest.size(); ++k)
    m_widths.push_back(static_cast<double>(range.highest[k]) - range.lowest[k]);
  for (const auto& [first, count] : groups) {
    std::fill_n(m_is_grouped.begin() + static_cast<std::ptrdiff_t>(first), count, true);
    std::fill_n(m_widths.begin() + static_cast<std::ptrdiff_t>(first), count, 0.0);
  }
}

double RowDistance::operator()(std::span<const float> point, std::span<const float> row, double limit) const {
  double distance = 0;
  for (std::size_t k = 0; k < point.size() && distance < limit; ++k) {
    if (point[k] == row[k]) continue;
    const double difference = std::abs(static_cast<double>(point[k]) - row[k]);
    if (m_is_grouped[k])
      distance = std::max(distance, 1.0);
    else
      distance =
          std::max(distance, m_widths[k] > 0 ? difference / m_widths[k] : std::numeric_limits<double>::infinity());
  }
  return distance;
}

}  // namespace reluscope
