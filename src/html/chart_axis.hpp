#pragma once

#include <string>
#include <vector>

namespace reluscope {

/// Where the values of an axis lie, and its ticks.
class ChartAxis {
 public:
  /// least ≤ greatest, both finite, and above 0 on a logarithmic axis; from, to: where they lie, in pixels.
  ChartAxis(double least, double greatest, bool is_log, double from, double to);

  bool is_log() const { return m_is_log; }
  /// In pixels.
  double at(double value) const;
  /// About `count` round values.
  std::vector<double> ticks(int count) const;

 private:
  double m_least, m_greatest;  // of a logarithmic axis, their logarithms to the base 10
  bool m_is_log;
  double m_from, m_to;
};

/// Pixels to one decimal, so that the last bit of a result is not seen.
std::string pixels(double value);

}  // namespace reluscope
