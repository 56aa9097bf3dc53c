#include "cli/interrupts.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <semaphore.h>
#include <string_view>
#include <system_error>
#include <unistd.h>

namespace reluscope {
namespace {

// A signal handler may use lock-free atomics and sem_post, but not std::stop_source, which locks. So it wakes a thread
// that requests the stop.
std::atomic<bool> s_requests_stop = false;
std::atomic<int> s_number = 0;  // of the signal that requested the stop
sem_t s_wake;
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

[[noreturn]] void end_for_lack_of_time() {
  constexpr std::string_view k_line = "error: the limit on processor time is reached; raise it (ulimit -t)\n";
  static_cast<void>(!::write(STDERR_FILENO, k_line.data(), k_line.size()));
  ::_exit(2);
}

void handle(int number) {
  const int error = errno;
  int none = 0;
  if (s_requests_stop && s_number.compare_exchange_strong(none, number)) {
    ::sem_post(&s_wake);
    errno = error;
    return;
  }
  if (number != SIGXCPU) ::_exit(128 + number);
  if (s_number == 0) end_for_lack_of_time();
}

}  // namespace

void take_signals() {
  ::sem_init(&s_wake, 0, 0);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGXCPU}) {
    struct sigaction action = {};
    ::sigaction(number, nullptr, &action);
    if (action.sa_handler == SIG_IGN) continue;
    action = {};
    action.sa_handler = handle;
    action.sa_flags = SA_RESTART;
    ::sigaction(number, &action, nullptr);
  }
}

StopOnSignal::StopOnSignal() {
  try {
    m_watcher = std::thread([this] {
      while (::sem_wait(&s_wake) != 0) {  // a signal interrupts it
      }
      if (s_number != 0) m_stop.request_stop();
    });
  } catch (const std::system_error&) {
    return;  // the system has no more threads: a signal ends the program at once
  }
  s_requests_stop = true;
}

void StopOnSignal::end() {
  if (!m_watcher.joinable()) return;
  s_requests_stop = false;
  ::sem_post(&s_wake);
  m_watcher.join();
}

int exit_code_of_signal() { return 128 + s_number; }

}  // namespace reluscope
