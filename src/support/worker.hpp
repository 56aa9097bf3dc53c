#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <thread>

namespace reluscope {

/// A thread that does one thing at a time, beside who gives it to do. It is given work, and waited for, from one
/// thread.
class Worker {
 public:
  Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  /// Waits for what was started.
  ~Worker();

  /// Whether what was started before is over.
  bool is_idle() const { return m_state == State::idle; }
  /// Begins `work` on the worker's thread; what was started before must be over.
  void start(std::function<void()> work);
  /// Returns when nothing is left to do.
  void finish() const noexcept;
  /// The same, and rethrows what the work threw.
  void wait();

 private:
  enum class State : int { idle, working, ended };

  void run();
  void change_to(State state);
  /// Returns when the state is another.
  void wait_while(State state) const noexcept;

  std::atomic<State> m_state = State::idle;  // what is beside belongs to the worker's thread while it is working
  std::function<void()> m_work;
  std::exception_ptr m_failure;
  std::thread m_thread;  // last, so that it finds all else in place
};

}  // namespace reluscope
