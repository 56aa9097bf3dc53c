#include "html/line_chart.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "html/chart_axis.hpp"
#include "html/html_text.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr double k_width = 400, k_height = 215;
constexpr double k_left = 48, k_right = 84, k_top = 20, k_bottom = 38;  // margins
constexpr double k_line_height = 14;

/// The least and the greatest of some values, as far as they are finite, and their difference too.
struct Range {
  double least = std::numeric_limits<double>::infinity(), greatest = -least;

  void add(double value) {
    constexpr double k_beyond = 1e300;
    if (!(std::abs(value) < k_beyond)) return;
    least = std::min(least, value);
    greatest = std::max(greatest, value);
  }
  void add(const std::vector<double>& values) {
    for (const double value : values) add(value);
  }
  bool empty() const { return least > greatest; }
};

Range x_range(const LineChart& chart) {
  Range range;
  for (const ChartLine& line : chart.lines) range.add(line.x);
  return range;
}

Range y_range(const LineChart& chart) {
  Range range;
  if (chart.starts_at_0 || chart.is_share) range.add(0);
  for (const ChartLine& line : chart.lines) {
    range.add(line.y);
    range.add(line.lower);
    range.add(line.upper);
  }
  return range;
}

bool spans_magnitudes(const Range& range) {
  constexpr double k_wide = 1000;
  return range.least > 0 && range.greatest > k_wide * range.least;
}

/// Where the lines lie.
struct Frame {
  ChartAxis x, y;
};

std::string svg_text(double x, double y, std::string_view anchor, const std::string& text) {
  return element("text x=\"" + pixels(x) + "\" y=\"" + pixels(y) + "\" text-anchor=\"" + std::string(anchor) + "\"",
                 html_plain(text)) +
         "\n";
}

std::string axes_svg(const LineChart& chart, const Frame& frame) {
  std::string grid, labels;
  const auto line = [](double x1, double y1, double x2, double y2) {
    return "M" + pixels(x1) + " " + pixels(y1) + "L" + pixels(x2) + " " + pixels(y2);
  };
  for (const double tick : frame.y.ticks(4)) {
    const double y = frame.y.at(tick);
    grid += line(k_left, y, k_width - k_right, y);
    labels += svg_text(k_left - 6, y + 4, "end", chart.is_share ? percent(tick) : to_significant(tick));
  }
  for (const double tick : frame.x.ticks(5)) {
    const double x = frame.x.at(tick);
    grid += line(x, k_height - k_bottom, x, k_height - k_bottom + 4);
    labels += svg_text(x, k_height - k_bottom + 18, "middle", to_significant(tick));
  }
  labels += svg_text((k_left + k_width - k_right) / 2, k_height - 4, "middle", chart.x_name);
  return "<path class=\"grid\" d=\"" + grid + "\"/>\n" + labels;
}

/// Whether there is a place for the value.
bool is_in(const Frame& frame, double y) {
  return std::isfinite(y) && (!frame.y.is_log() || y > 0) && std::isfinite(frame.y.at(y));
}

/// A gap wherever a value is not finite.
std::string path_of(const Frame& frame, const std::vector<double>& x, const std::vector<double>& y) {
  std::string path;
  bool is_open = false;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const bool is_shown = is_in(frame, y[i]);
    if (is_shown) path += (is_open ? "L" : "M") + pixels(frame.x.at(x[i])) + " " + pixels(frame.y.at(y[i]));
    is_open = is_shown;
  }
  return path;
}

std::string band_of(const Frame& frame, const ChartLine& line) {
  std::vector<double> x = line.x, y = line.lower;
  x.insert(x.end(), line.x.rbegin(), line.x.rend());
  y.insert(y.end(), line.upper.rbegin(), line.upper.rend());
  return path_of(frame, x, y) + "Z";
}

/// Beside the last point of each line, but not over each other.
std::string names_svg(const LineChart& chart, const Frame& frame) {
  struct Name {
    double y;
    std::size_t line;
  };
  std::vector<Name> names;
  for (std::size_t l = 0; l < chart.lines.size(); ++l)
    for (std::size_t i = chart.lines[l].y.size(); i-- > 0;)
      if (const double y = chart.lines[l].y[i]; is_in(frame, y)) {
        names.push_back({frame.y.at(y), l});
        break;
      }
  std::ranges::stable_sort(names, {}, &Name::y);
  for (std::size_t n = 1; n < names.size(); ++n) names[n].y = std::max(names[n].y, names[n - 1].y + k_line_height);
  double floor = k_height - k_bottom;
  for (std::size_t n = names.size(); n-- > 0; floor -= k_line_height) names[n].y = std::min(names[n].y, floor);
  std::string text;
  for (const Name& name : names)
    text += element("g class=\"s" + std::to_string(name.line % 6) + "\"",
                    svg_text(k_width - k_right + 6, name.y + 4, "start", chart.lines[name.line].name));
  return text;
}

std::string mark_svg(const ChartMark& mark, const Frame& frame) {
  const double left = k_left, right = k_width - k_right, bottom = k_height - k_bottom;
  const double from = mark.lower ? std::max(left, frame.x.at(*mark.lower)) : left;
  const double to = mark.upper ? std::min(right, frame.x.at(*mark.upper)) : right;
  const std::string x = pixels(frame.x.at(mark.x));
  return "<rect class=\"between\" x=\"" + pixels(from) + "\" y=\"" + pixels(k_top) + "\" width=\"" + pixels(to - from) +
         "\" height=\"" + pixels(bottom - k_top) + "\"/>\n<path class=\"mark\" d=\"M" + x + " " + pixels(k_top) + "L" +
         x + " " + pixels(bottom) + "\"/>\n" + svg_text(frame.x.at(mark.x), k_top - 4, "middle", mark.name);
}

std::string lines_svg(const LineChart& chart, const Frame& frame) {
  std::string text;
  for (std::size_t l = 0; l < chart.lines.size(); ++l) {
    const ChartLine& line = chart.lines[l];
    const std::string series = "s" + std::to_string(l % 6);
    if (!line.lower.empty()) text += "<path class=\"band " + series + "\" d=\"" + band_of(frame, line) + "\"/>\n";
    text += "<path class=\"line " + series + "\" d=\"" + path_of(frame, line.x, line.y) + "\"/>\n";
    constexpr std::size_t k_few = 12;  // points, which are marked
    if (line.x.size() > k_few) continue;
    for (std::size_t i = 0; i < line.x.size(); ++i)
      if (is_in(frame, line.y[i]))
        text += "<circle class=\"" + series + "\" cx=\"" + pixels(frame.x.at(line.x[i])) + "\" cy=\"" +
                pixels(frame.y.at(line.y[i])) + "\" r=\"2.5\"/>\n";
  }
  return text;
}

}  // namespace

std::string line_chart(const LineChart& chart) {
  const Range x = x_range(chart), y = y_range(chart);
  if (x.empty() || y.empty()) return "";
  const double top = chart.is_share && y.greatest > 0 ? std::min(1.0, y.greatest * 1.05) : y.greatest;
  const Frame frame{ChartAxis(x.least, x.greatest, chart.is_x_log, k_left, k_width - k_right),
                    ChartAxis(y.least, top, spans_magnitudes(y), k_height - k_bottom, k_top)};
  std::string marks;
  for (const ChartMark& mark : chart.marks) marks += mark_svg(mark, frame);
  return element("figcaption", html_plain(chart.title)) + "\n<svg class=\"chart\" viewBox=\"0 0 " + pixels(k_width) +
         " " + pixels(k_height) + "\" role=\"img\" aria-label=\"" + html_plain(chart.title) + "\">\n" +
         axes_svg(chart, frame) + marks + lines_svg(chart, frame) + names_svg(chart, frame) + "</svg>\n";
}

}  // namespace reluscope
