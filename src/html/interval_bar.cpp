#include "html/interval_bar.hpp"

#include <algorithm>
#include <cmath>

#include "html/chart_axis.hpp"

namespace reluscope {

std::string interval_bar(const IntervalBar& bar) {
  if (!std::isfinite(bar.value) || !std::isfinite(bar.greatest - bar.least)) return "";
  const ChartAxis axis(bar.least, bar.greatest, false, 5, 79);
  const auto at = [&](double value) { return pixels(std::clamp(axis.at(value), 5.0, 79.0)); };
  std::string text = R"(<svg class="interval" width="84" height="14" viewBox="0 0 84 14" aria-hidden="true">)";
  text += R"(<path class="grid" d="M5 7H79)" + (bar.zero ? "M" + at(*bar.zero) + " 2V12" : "") + "\"/>";
  if (bar.lower && bar.upper)
    text += "<path class=\"whisker\" d=\"M" + at(*bar.lower) + " 7H" + at(*bar.upper) + "\"/>";
  return text + "<circle cx=\"" + at(bar.value) + "\" cy=\"7\" r=\"3.5\"/></svg>";
}

}  // namespace reluscope
