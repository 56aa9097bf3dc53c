#include "support/thread_pool.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <memory>
#include <system_error>
#include <utility>

namespace reluscope {
namespace {

// Waking a thread takes as long as a small part of a step: who waits looks out for so long before it sleeps.
constexpr auto k_patience = std::chrono::microseconds(200);

/// Returns whether condition() has come true within the patience.
bool comes_soon(auto&& condition) {
  const auto limit = std::chrono::steady_clock::now() + k_patience;
  do {
    for (int i = 0; i < 16; ++i) {
      if (condition()) return true;
#if defined(__x86_64__)
      __builtin_ia32_pause();
#endif
    }
  } while (std::chrono::steady_clock::now() < limit);
  return false;
}

/// A running parallel_for, shared by its threads. One that joins when no index is left has nothing to do, even after
/// the caller has returned.
struct Loop {
  Loop(std::size_t count_, const std::function<void(std::size_t, unsigned)>& work_) : count(count_), work(&work_) {}

  void run() {
    const unsigned worker = joined++;
    for (std::size_t i = next++; i < count; i = next++) {
      std::exception_ptr failed;
      try {
        if (!has_failed) (*work)(i, worker);
      } catch (...) {
        failed = std::current_exception();
        has_failed = true;
      }
      const std::lock_guard lock(mutex);
      if (failed && !failure) failure = failed;
      if (++done == count) all_done.notify_all();
    }
  }

  void wait() {
    comes_soon([this] { return done == count; });
    std::unique_lock lock(mutex);
    all_done.wait(lock, [this] { return done == count; });
    if (failure) std::rethrow_exception(failure);
  }

  const std::size_t count;
  const std::function<void(std::size_t, unsigned)>* const work;
  std::atomic<std::size_t> next = 0;
  std::atomic<unsigned> joined = 0;
  std::atomic<bool> has_failed = false;
  std::atomic<std::size_t> done = 0;  // written with the mutex
  std::mutex mutex;                   // of what follows
  std::condition_variable all_done;
  std::exception_ptr failure;
};

}  // namespace

ThreadPool::ThreadPool(unsigned threads) {
  try {
    for (unsigned t = 1; t < threads; ++t) m_workers.emplace_back([this] { run(); });
  } catch (const std::system_error&) {
    // the system has no more threads: those that were started do the work
  }
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(m_mutex);
    m_is_ending = true;
  }
  m_changed.notify_all();
}

void ThreadPool::parallel_for(std::size_t count, const std::function<void(std::size_t, unsigned)>& work) {
  if (count == 0) return;
  const auto loop = std::make_shared<Loop>(count, work);
  for (std::size_t helper = 1; helper < std::min<std::size_t>(threads(), count); ++helper)
    enqueue([loop] { loop->run(); });
  loop->run();
  loop->wait();
}

std::future<void> ThreadPool::submit(std::function<void()> work) {
  const auto task = std::make_shared<std::packaged_task<void()>>(std::move(work));
  std::future<void> result = task->get_future();
  if (m_workers.empty())
    (*task)();
  else
    enqueue([task] { (*task)(); });
  return result;
}

void ThreadPool::enqueue(std::function<void()> job) {
  {
    const std::lock_guard lock(m_mutex);
    m_queue.push_back(std::move(job));
    ++m_waiting;
  }
  m_changed.notify_one();
}

void ThreadPool::run() {
  for (;;) {
    std::function<void()> job;
    comes_soon([this] { return m_waiting > 0; });
    {
      std::unique_lock lock(m_mutex);
      m_changed.wait(lock, [this] { return m_is_ending || !m_queue.empty(); });
      if (m_queue.empty()) return;
      job = std::move(m_queue.front());
      m_queue.pop_front();
      --m_waiting;
    }
    job();
  }
}

}  // namespace reluscope
