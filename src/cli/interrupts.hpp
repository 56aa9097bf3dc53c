#pragma once

#include <stop_token>
#include <thread>

namespace reluscope {

// What SIGINT, SIGTERM, SIGHUP and SIGXCPU do. If they were ignored when the program started, as under nohup, they
// still are.

/// Call it before all else. From here on the first three end the program at once, with 128 + their number as exit code,
/// and nothing more is written; SIGXCPU, which says that a limit on processor time is reached, ends it with 2 and a
/// line that says so. Two signals say what a write says as well, and do nothing: SIGPIPE and SIGXFSZ.
void take_signals();

/// From its construction to `end` the first of them requests a stop; a second ends the program as above, and the first
/// does so where no thread can be made. But SIGXCPU, which the system then sends every second, is no second one.
class StopOnSignal {
 public:
  StopOnSignal();
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;
  ~StopOnSignal() { end(); }

  std::stop_token token() const { return m_stop.get_token(); }
  /// From here on any of them ends the program as above. A signal that came before has requested the stop by now.
  void end();

 private:
  std::stop_source m_stop;
  std::thread m_watcher;
};

/// 130, 143, 129 or 152, for the signal that requested the stop.
int exit_code_of_signal();

}  // namespace reluscope
