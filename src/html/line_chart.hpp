#pragma once

#include <optional>
#include <string>
#include <vector>

namespace reluscope {

struct ChartLine {
  std::string name;
  std::vector<double> x, y;          // as many of both; what is not finite is a gap
  std::vector<double> lower, upper;  // of an interval around each y; empty without one
};

/// A value of x at which something happens, and its interval as far as it is known.
struct ChartMark {
  std::string name;
  double x = 0;
  std::optional<double> lower, upper;
};

struct LineChart {
  std::string title, x_name;
  bool is_x_log = false;
  bool is_share = false;     // of y: from 0 to 1, in per cent
  bool starts_at_0 = false;  // y
  std::vector<ChartLine> lines;
  std::vector<ChartMark> marks;
};

/// As a figure with an SVG picture. Lines differ in their dashes too, and are named at their ends. A y-axis that spans
/// more than three orders of magnitude is logarithmic.
std::string line_chart(const LineChart& chart);

}  // namespace reluscope
