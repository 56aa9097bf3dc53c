#include "support/worker.hpp"

#include <cassert>
#include <utility>

namespace reluscope {

Worker::Worker() : m_thread([this] { run(); }) {}

Worker::~Worker() {
  finish();
  change_to(State::ended);
  m_thread.join();
}

void Worker::start(std::function<void()> work) {
  assert(is_idle());
  m_work = std::move(work);
  change_to(State::working);
}

void Worker::finish() const noexcept { m_state.wait(State::working); }

void Worker::wait() {
  finish();
  if (m_failure) std::rethrow_exception(std::exchange(m_failure, nullptr));
}

void Worker::run() {
  for (;;) {
    m_state.wait(State::idle);
    if (m_state == State::ended) return;
    try {
      m_work();
    } catch (...) {
      m_failure = std::current_exception();
    }
    change_to(State::idle);
  }
}

void Worker::change_to(State state) {
  m_state = state;
  m_state.notify_all();
}

}  // namespace reluscope
