#include "support/worker.hpp"

#include <cassert>
#include <chrono>
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

void Worker::finish() const noexcept { wait_while(State::working); }

void Worker::wait() {
  finish();
  if (m_failure) std::rethrow_exception(std::exchange(m_failure, nullptr));
}

void Worker::run() {
  for (;;) {
    wait_while(State::idle);
    if (m_state == State::ended) return;
    try {
      m_work();
    } catch (...) {
      m_failure = std::current_exception();
    }
    change_to(State::idle);
  }
}

void Worker::wait_while(State state) const noexcept {
  // To be woken may take longer than small work does, for who wakes too: so one stays awake for a while, but makes way
  // for others.
  constexpr std::chrono::microseconds k_patience(1000);
  const auto limit = std::chrono::steady_clock::now() + k_patience;
  while (m_state == state) {
    if (std::chrono::steady_clock::now() > limit) return m_state.wait(state);
    std::this_thread::yield();
  }
}

void Worker::change_to(State state) {
  m_state = state;
  m_state.notify_all();
}

}  // namespace reluscope
