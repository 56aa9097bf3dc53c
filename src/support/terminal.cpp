#include "support/terminal.hpp"

#include <cstdlib>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace reluscope {
namespace {

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

bool is_dumb() {
  const char* term = std::getenv("TERM");
  return term == nullptr || std::string_view(term) == "dumb";
}

Terminal stream(int descriptor, bool no_colour) {
  Terminal terminal;
  terminal.is_terminal = ::isatty(descriptor) == 1;
  terminal.colour = terminal.is_terminal && !no_colour && !is_set("NO_COLOR") && !is_dumb();
  winsize size{};
  if (terminal.is_terminal && ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    terminal.width = size.ws_col;
  return terminal;
}

}  // namespace

Terminal standard_error(bool no_colour) { return stream(STDERR_FILENO, no_colour); }
Terminal standard_output(bool no_colour) { return stream(STDOUT_FILENO, no_colour); }

}  // namespace reluscope
