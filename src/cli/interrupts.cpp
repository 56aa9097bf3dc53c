#include "cli/interrupts.hpp"

#include <csignal>
#include <unistd.h>

namespace reluscope {
namespace {

// A signal handler reaches nothing but globals, and of those only atomics without a lock.
std::atomic<bool> s_notes_first = false;
std::atomic<int> s_number = 0;  // of the signal that was noted
std::atomic<bool> s_noted = false;
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

void handle(int number) {
  int none = 0;
  if (!s_notes_first || !s_number.compare_exchange_strong(none, number)) ::_exit(128 + number);
  s_noted = true;
}

}  // namespace

void exit_on_signals() {
  for (const int number : {SIGINT, SIGTERM}) {
    struct sigaction action = {};
    ::sigaction(number, nullptr, &action);
    if (action.sa_handler == SIG_IGN) continue;
    action = {};
    action.sa_handler = handle;
    action.sa_flags = SA_RESTART;
    ::sigaction(number, &action, nullptr);
  }
}

const std::atomic<bool>& request_stop_on_signal() {
  s_notes_first = true;
  return s_noted;
}

void restore_exit_on_signals() { s_notes_first = false; }

int exit_code_of_signal() { return 128 + s_number; }

}  // namespace reluscope
