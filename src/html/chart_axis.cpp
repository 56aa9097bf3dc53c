#include "html/chart_axis.hpp"

#include <algorithm>
#include <cmath>

#include "support/elementary.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

double log10_of(double value) { return logarithm(value) / logarithm(10.0); }

/// 1, 2 or 5 times a power of ten: the least that is not below `step` > 0.
double round_step(double step) {
  double power = 1;
  while (power > step) power /= 10;
  while (power * 10 <= step) power *= 10;
  for (const double times : {1.0, 2.0, 5.0})
    if (power * times >= step) return power * times;
  return power * 10;
}

/// 10ⁿ
double power_of_ten(int n) {
  double power = 1;
  for (int i = 0; i < std::abs(n); ++i) power *= 10;
  return n < 0 ? 1 / power : power;
}

}  // namespace

ChartAxis::ChartAxis(double least, double greatest, bool is_log, double from, double to)
    : m_least(is_log ? log10_of(least) : least),
      m_greatest(is_log ? log10_of(greatest) : greatest),
      m_is_log(is_log),
      m_from(from),
      m_to(to) {
  constexpr double k_narrow = 1e-9, k_tiny = 1e-300;
  if (m_greatest - m_least > std::max(k_narrow * std::max(std::abs(m_least), std::abs(m_greatest)), k_tiny)) return;
  const double around = is_log || std::abs(m_least) < k_tiny ? 0.5 : std::abs(m_least) / 2;
  m_least -= around;
  m_greatest += around;
}

double ChartAxis::at(double value) const {
  const double place = m_is_log ? log10_of(value) : value;
  return m_from + (m_to - m_from) * ((place - m_least) / (m_greatest - m_least));
}

std::vector<double> ChartAxis::ticks(int count) const {
  std::vector<double> ticks;
  const double span = m_greatest - m_least;
  if (!std::isfinite(span)) return ticks;
  constexpr double k_slack = 1e-9;  // an end that is a tick but for its rounding is one
  if (m_is_log && span > 1) {
    constexpr double k_few_decades = 2.5, k_log_of_3 = 0.47712125471966244;
    const double step = std::max(1.0, round_step(span / count));
    for (double power = std::floor(m_least); power <= m_greatest + k_slack; power += step) {
      const double tick = power_of_ten(static_cast<int>(power));
      if (power >= m_least - k_slack) ticks.push_back(tick);
      const double third = power + k_log_of_3;
      if (span < k_few_decades && third >= m_least - k_slack && third <= m_greatest + k_slack)
        ticks.push_back(3 * tick);
    }
    return ticks;
  }
  const double least = m_is_log ? exponential(m_least * logarithm(10.0)) : m_least;
  const double greatest = m_is_log ? exponential(m_greatest * logarithm(10.0)) : m_greatest;
  const double step = round_step((greatest - least) / count);
  const double first = std::ceil(least / step - k_slack), last = std::floor(greatest / step + k_slack);
  for (double i = first; i <= last; ++i) ticks.push_back(i * step + 0.0);  // and not -0
  return ticks;
}

std::string pixels(double value) { return to_shortest(std::round(value * 10) / 10); }

}  // namespace reluscope
