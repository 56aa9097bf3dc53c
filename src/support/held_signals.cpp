#include "support/held_signals.hpp"

#include <atomic>
#include <cstddef>

namespace reluscope {
namespace {

// By number. A signal handler reaches nothing but globals, and of those only atomics without a lock.
std::array<std::atomic<bool>, 32> s_came{};
static_assert(std::atomic<bool>::is_always_lock_free);

void note(int number) { s_came[static_cast<std::size_t>(number)] = true; }

}  // namespace

// A mask would hold them for one thread only, and the system then gives them to another.
HeldSignals::HeldSignals() {
  struct sigaction action = {};
  action.sa_handler = note;
  action.sa_flags = SA_RESTART;
  for (std::size_t i = 0; i < k_numbers.size(); ++i) ::sigaction(k_numbers[i], &action, &m_before[i]);
}

HeldSignals::~HeldSignals() {
  for (std::size_t i = 0; i < k_numbers.size(); ++i) ::sigaction(k_numbers[i], &m_before[i], nullptr);
  for (const int number : k_numbers)
    if (s_came[static_cast<std::size_t>(number)].exchange(false)) ::raise(number);
}

}  // namespace reluscope
