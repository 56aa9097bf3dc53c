#pragma once

#include <atomic>

namespace reluscope {

// What SIGINT and SIGTERM do to a run. Where they were ignored when the program started, as under nohup, they still
// are.

/// From here on either of them ends the program at once, with 130 or 143, and nothing more is written.
void exit_on_signals();

/// From here on the first of them only sets the flag that is returned; the second ends the program as above.
const std::atomic<bool>& request_stop_on_signal();

/// From here on any of them ends the program as above. What was noted before stays noted.
void restore_exit_on_signals();

/// 130 or 143, for the signal that was noted.
int exit_code_of_signal();

}  // namespace reluscope
