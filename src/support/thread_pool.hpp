#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

namespace reluscope {

/// A fixed number of threads for the whole program, the calling thread included: a pool of one thread starts none and
/// runs everything on the caller. Results must not depend on the number of threads: sums are taken in the order of
/// their index.
class ThreadPool {
 public:
  /// threads: at least 1. The system may give fewer.
  explicit ThreadPool(unsigned threads = 1);
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;
  /// Waits for all submitted work.
  ~ThreadPool();

  /// How many threads work at the same time, the caller's included.
  unsigned threads() const { return static_cast<unsigned>(m_workers.size()) + 1; }

  /// Calls work(i, worker) once for each i in [0, count) and returns when all are done. worker: which of the threads it
  /// is, below `threads()`. Which one takes which i is not fixed: `work` must write only what belongs to i or to the
  /// worker. May be called from within work of the pool. Rethrows an exception of `work`, after which some i may be
  /// left out.
  void parallel_for(std::size_t count, const std::function<void(std::size_t, unsigned)>& work);

  /// Starts `work` on another thread, or runs it at once if there is none. get() waits and rethrows its exception.
  /// Submitted work must not wait for other submitted work.
  std::future<void> submit(std::function<void()> work);

 private:
  void run();
  void enqueue(std::function<void()> job);

  std::mutex m_mutex;  // of the queue
  std::condition_variable m_changed;
  std::deque<std::function<void()>> m_queue;
  std::atomic<std::size_t> m_waiting = 0;  // jobs in the queue; written with the mutex
  bool m_is_ending = false;
  std::vector<std::jthread> m_workers;  // the last member: they are joined before the others go
};

}  // namespace reluscope
