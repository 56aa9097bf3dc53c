#include "support/worker.hpp"

#include <cassert>
#include <chrono>
#include <utility>

#include "support/another_core.hpp"

namespace reluscope {
namespace {

/// Tells the processor that one only waits, which leaves more of it to others; some dozens of cycles.
void rest_briefly() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

}  // namespace

Worker::Worker() : m_thread([this] { run(); }) { move_to_another_core(m_thread.native_handle()); }

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
  // To be woken may take longer than small work does, for who wakes too: so one stays awake for a while. One makes way
  // for others now and then, but not at every glance: calls into the kernel may slow down the cores beside.
  constexpr std::chrono::microseconds k_patience(1000);
  constexpr int k_glances = 1000;
  const auto limit = std::chrono::steady_clock::now() + k_patience;
  for (;;) {
    for (int glance = 0; glance < k_glances; ++glance) {
      if (m_state != state) return;
      rest_briefly();
    }
    if (std::chrono::steady_clock::now() > limit) return m_state.wait(state);
    std::this_thread::yield();
  }
}

void Worker::change_to(State state) {
  m_state = state;
  m_state.notify_all();
}

}  // namespace reluscope
