#pragma once

#include <cstddef>
#include <map>
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
    if (m_last == nullptr || m_last->value != value) {
      TargetValue& known = m_values[value];
      if (known.count == 0) known = {value, std::string(text()), 0};
      m_last = &known;
    }
    ++m_last->count;
  }
  /// By value; none if they are too many.
  std::vector<TargetValue> take() {
    std::vector<TargetValue> values;
    if (!are_few()) return values;
    for (auto& [number, value] : m_values) values.push_back(std::move(value));
    return values;
  }

 private:
  std::size_t m_most;
  std::map<double, TargetValue> m_values;
  TargetValue* m_last = nullptr;  // that was counted
};

}  // namespace reluscope
