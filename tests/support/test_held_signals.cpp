#include <csignal>
#include <doctest/doctest.h>
#include <optional>
#include <thread>

#include "support/held_signals.hpp"

TEST_SUITE("held signals") {

using reluscope::HeldSignals;

namespace {

volatile std::sig_atomic_t s_count = 0;

/// While it lives, a signal is counted, or what else `handler` does.
class Handler {
 public:
  explicit Handler(
      int number, void (*handler)(int) = [](int) { s_count = s_count + 1; })
      : m_number(number), m_before(std::signal(number, handler)) {
    s_count = 0;
  }
  Handler(const Handler&) = delete;
  Handler& operator=(const Handler&) = delete;
  ~Handler() { std::signal(m_number, m_before); }

 private:
  int m_number;
  void (*m_before)(int);
};

}  // namespace

TEST_CASE("a signal that comes while signals are held acts when they no longer are, once") {
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGXCPU}) {
    const Handler counting(number);
    {
      const HeldSignals held;
      std::raise(number);
      std::raise(number);
      CHECK(s_count == 0);
    }
    CHECK(s_count == 1);
    std::raise(number);
    CHECK(s_count == 2);
    const HeldSignals again;
    CHECK(s_count == 2);
  }
}

TEST_CASE("signals are held for every thread") {
  const Handler counting(SIGTERM);
  std::optional<HeldSignals> held(std::in_place);
  std::thread([] { std::raise(SIGTERM); }).join();
  CHECK(s_count == 0);
  held.reset();
  CHECK(s_count == 1);
}

TEST_CASE("a signal that is ignored stays ignored") {
  const Handler ignoring(SIGTERM, SIG_IGN);
  {
    const HeldSignals held;
    std::raise(SIGTERM);
  }
  std::raise(SIGTERM);
}

}  // TEST_SUITE("held signals")
