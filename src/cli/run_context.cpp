#include "cli/run_context.hpp"

#include <array>
#include <ctime>
#include <filesystem>
#include <sys/utsname.h>
#include <thread>
#include <unistd.h>

namespace reluscope {

NamedValues RunClock::seconds() const {
  const Clock::time_point now = Clock::now();
  const auto between = [](Clock::time_point from, Clock::time_point to) {
    return static_cast<double>(std::chrono::round<std::chrono::milliseconds>(to - from).count()) / 1000;
  };
  return {{"seconds", between(m_start, now)},
          {"reading_seconds", between(m_start, m_read)},
          {"training_seconds", between(m_read, m_trained)},
          {"diagnosis_seconds", between(m_trained, now)}};
}

NamedValues run_context(const RunClock& clock) {
  const std::time_t now = std::time(nullptr);
  std::array<char, 32> time{};
  std::strftime(time.data(), time.size(), "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&now));
  utsname system{};
  ::uname(&system);
  std::error_code ignored;
  NamedValues context = {{"time", std::string(time.data())},
                         {"host", std::string(system.nodename)},
                         {"system", std::string(system.sysname) + " " + system.machine},
                         {"cores", static_cast<std::int64_t>(std::thread::hardware_concurrency())},
                         {"directory", std::filesystem::current_path(ignored).string()}};
  for (auto& value : clock.seconds()) context.push_back(std::move(value));
  return context;
}

}  // namespace reluscope
