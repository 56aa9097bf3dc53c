#pragma once

#include <chrono>

#include "support/value.hpp"

namespace reluscope {

/// How long the parts of a run of train take.
class RunClock {
 public:
  void dataset_read() { m_read = Clock::now(); }
  void training_ended() { m_trained = Clock::now(); }

  /// Until now, in seconds: `seconds` of all, and `reading_seconds`, `training_seconds`, `diagnosis_seconds`.
  NamedValues seconds() const;

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point m_start = Clock::now(), m_read = m_start, m_trained = m_start;
};

/// When and where the program runs, and how long it took: what --context adds to a report.
NamedValues run_context(const RunClock& clock);

}  // namespace reluscope
