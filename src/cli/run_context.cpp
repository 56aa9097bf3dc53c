#include "cli/run_context.hpp"

#include <array>
#include <ctime>
#include <filesystem>
#include <sys/utsname.h>
#include <thread>
#include <unistd.h>

namespace reluscope {

NamedValues run_context() {
  const std::time_t now = std::time(nullptr);
  std::array<char, 32> time{};
  std::strftime(time.data(), time.size(), "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&now));
  utsname system{};
  ::uname(&system);
  std::error_code ignored;
  return {{"time", std::string(time.data())},
          {"host", std::string(system.nodename)},
          {"system", std::string(system.sysname) + " " + system.machine},
          {"cores", static_cast<std::int64_t>(std::thread::hardware_concurrency())},
          {"directory", std::filesystem::current_path(ignored).string()}};
}

}  // namespace reluscope
