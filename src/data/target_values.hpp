#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace reluscope {

/// A number in the target column, as it is written where it occurs first.
struct TargetValue {
  double value = 0;
  std::string text;
  std::size_t count = 0;
};

/// The different numbers of a target, as long as they are few.
class TargetValues {
 public:
  explicit TargetValues(std::size_t most) : m_most(most) {}

  bool are_few() const { return m_values.size() <= m_most; }
  /// Counts the value; if it is new, text() gives the cell.
  void add(double value, auto&& text) {
    if (!are_few()) return;
    if (m_last < m_values.size() && m_values[m_last].value == value) {
      ++m_values[m_last].count;
      return;
    }
    m_last = position_of(value);
    if (m_last == m_values.size() || m_values[m_last].value != value)
      m_values.insert(m_values.begin() + static_cast<std::ptrdiff_t>(m_last), {value, std::string(text()), 0});
    ++m_values[m_last].count;
  }
  /// By value; none if they are too many.
  std::vector<TargetValue> take() { return are_few() ? std::move(m_values) : std::vector<TargetValue>(); }

 private:
  std::size_t position_of(double value) const {
    std::size_t first = 0, last = m_values.size();
    while (first < last) {
      const std::size_t middle = (first + last) / 2;
      (m_values[middle].value < value ? first : last) = m_values[middle].value < value ? middle + 1 : middle;
    }
    return first;
  }

  std::size_t m_most;
  std::size_t m_last = 0;
  std::vector<TargetValue> m_values;
};

}  // namespace reluscope
