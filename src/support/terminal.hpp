#pragma once

#include <cstddef>

namespace reluscope {

/// What the stream for people can show.
struct Terminal {
  bool is_terminal = false;
  bool colour = false;
  std::size_t width = 100;  // columns
};

/// Standard error as it is now. No colour where it is no terminal, NO_COLOR is set (no-color.org), TERM is "dumb", or
/// the user says so.
Terminal standard_error(bool no_colour);

}  // namespace reluscope
