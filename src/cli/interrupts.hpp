#pragma once

#include <stop_token>
#include <thread>

namespace reluscope {

// What SIGINT and SIGTERM do. If they were ignored when the program started, as under nohup, they still are.

/// From here on either of them ends the program at once, with 130 or 143, and nothing more is written.
void exit_on_signals();

/// From its construction to `end` the first of them requests a stop; a second ends the program as above, and the
/// first does so where no thread can be made.
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

/// 130 or 143, for the signal that requested the stop.
int exit_code_of_signal();

}  // namespace reluscope
