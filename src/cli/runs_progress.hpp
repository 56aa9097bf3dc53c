#pragma once

#include <chrono>
#include <cstddef>

#include "cli/status_line.hpp"
#include "support/terminal.hpp"

namespace reluscope {

/// Shows people on standard error how many runs are over, and how long it will take: a line that is redrawn on a
/// terminal, a plain line every tenth of the runs elsewhere.
class RunsProgress {
 public:
  RunsProgress(std::size_t runs, const Terminal& terminal)
      : m_runs(runs), m_terminal(terminal), m_start(std::chrono::steady_clock::now()) {}

  /// There are so many in all.
  void plan(std::size_t runs) { m_runs = runs; }
  void run_ended(bool has_dead_unit);
  void clear();

 private:
  std::size_t m_runs;
  Terminal m_terminal;
  std::chrono::steady_clock::time_point m_start;
  std::size_t m_ended = 0;
  std::size_t m_with_dead = 0;
  std::chrono::steady_clock::time_point m_drawn;
  StatusLine m_line;
};

}  // namespace reluscope
