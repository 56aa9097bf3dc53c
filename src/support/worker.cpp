#include "support/worker.hpp"

#include <cassert>
#include <utility>

namespace reluscope {

Worker::Worker() : m_thread([this] { run(); }) {}

Worker::~Worker() {
  {
    const std::lock_guard lock(m_mutex);
    m_ended = true;
  }
  m_changed.notify_all();
  m_thread.join();
}

bool Worker::is_idle() {
  const std::lock_guard lock(m_mutex);
  return !m_work;
}

void Worker::start(std::function<void()> work) {
  {
    const std::lock_guard lock(m_mutex);
    assert(!m_work);
    m_work = std::move(work);
  }
  m_changed.notify_all();
}

void Worker::finish() noexcept {
  std::unique_lock lock(m_mutex);
  m_changed.wait(lock, [this] { return !m_work; });
}

void Worker::wait() {
  finish();
  const std::lock_guard lock(m_mutex);
  if (m_failure) std::rethrow_exception(std::exchange(m_failure, nullptr));
}

void Worker::run() {
  std::unique_lock lock(m_mutex);
  for (;;) {
    m_changed.wait(lock, [this] { return m_work || m_ended; });
    if (!m_work) return;
    lock.unlock();
    std::exception_ptr failure;
    try {
      m_work();
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    m_failure = failure;
    m_work = nullptr;
    m_changed.notify_all();
  }
}

}  // namespace reluscope
