#pragma once

#include <thread>

namespace reluscope {

/// Moves a thread to another core than the one this is called on, where there is one; it is not tied to it. A thread
/// may begin on the core of who made it, and the scheduler may leave both there for some milliseconds or, where they
/// wait for each other in turn, for as long as they live.
void move_to_another_core(std::thread::native_handle_type thread);

}  // namespace reluscope
