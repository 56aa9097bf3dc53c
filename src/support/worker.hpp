#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace reluscope {

/// A thread that does one thing at a time, beside who gives it to do.
class Worker {
 public:
  Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  /// Waits for what was started.
  ~Worker();

  /// Whether what was started before is over.
  bool is_idle();
  /// Begins `work` on the worker's thread; what was started before must be over.
  void start(std::function<void()> work);
  /// Returns when nothing is left to do.
  void finish() noexcept;
  /// The same, and rethrows what the work threw.
  void wait();

 private:
  void run();

  std::mutex m_mutex;
  std::condition_variable m_changed;
  std::function<void()> m_work;  // empty: nothing to do
  std::exception_ptr m_failure;
  bool m_ended = false;
  std::thread m_thread;  // last, so that it finds all else in place
};

}  // namespace reluscope
