#pragma once

#include <array>
#include <csignal>

namespace reluscope {

/// While one exists, SIGINT, SIGTERM, SIGHUP and SIGXCPU wait, for the whole process: for what must not be left
/// half-done. Those that came then act when it is gone. What is ignored stays ignored. There may be one at a time.
class HeldSignals {
 public:
  HeldSignals();
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;
  ~HeldSignals();

 private:
  static constexpr std::array k_numbers = {SIGINT, SIGTERM, SIGHUP, SIGXCPU};

  std::array<struct sigaction, k_numbers.size()> m_before{};
};

}  // namespace reluscope
