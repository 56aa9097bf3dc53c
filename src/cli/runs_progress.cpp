#include "cli/runs_progress.hpp"

#include <algorithm>
#include <iostream>

#include "support/text.hpp"

namespace reluscope {
namespace {

using Seconds = std::chrono::duration<double>;

/// "40 s", "12 min", "3 h"
std::string duration(double seconds) {
  constexpr double k_minute = 60, k_hour = 3600, k_many = 2;
  if (seconds < k_many * k_minute) return to_significant(std::max(1.0, seconds), 2) + " s";
  if (seconds < k_many * k_hour) return to_significant(seconds / k_minute, 2) + " min";
  return to_significant(seconds / k_hour, 2) + " h";
}

}  // namespace

void RunsProgress::run_ended(bool has_dead_unit) {
  constexpr Seconds k_interval(0.1);
  ++m_ended;
  m_with_dead += has_dead_unit ? 1 : 0;
  const auto now = std::chrono::steady_clock::now();
  const std::size_t every = std::max<std::size_t>(1, m_runs / 10);
  const bool is_shown = m_terminal.is_terminal ? now - m_drawn >= k_interval || m_ended == m_runs
                                               : m_ended % every == 0 || m_ended == m_runs;
  if (!is_shown) return;
  m_drawn = now;
  const double per_run = Seconds(now - m_start).count() / static_cast<double>(m_ended);
  std::string line = with_thousands(static_cast<std::int64_t>(m_ended)) + " of " +
                     pluralized(static_cast<std::int64_t>(m_runs), "run") + "  " +
                     with_thousands(static_cast<std::int64_t>(m_with_dead)) + " with a dead unit";
  if (m_ended < m_runs) line += "  " + duration(per_run * static_cast<double>(m_runs - m_ended)) + " left";
  if (m_terminal.is_terminal)
    m_line.draw(line, m_terminal.width - 1);
  else
    std::cerr << line << std::endl;
}

void RunsProgress::clear() {
  if (m_terminal.is_terminal) m_line.clear();
}

}  // namespace reluscope
