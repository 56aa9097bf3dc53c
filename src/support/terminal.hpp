#pragma once

#include <cstddef>

namespace reluscope {

/// What a stream can show.
struct Terminal {
  bool is_terminal = false;
  bool colour = false;
  std::size_t width = 100;  // columns
};

// The streams as they are now. No colour if one is no terminal, NO_COLOR is set (no-color.org), TERM is "dumb", or
// the user says so.
Terminal standard_error(bool no_colour);
Terminal standard_output(bool no_colour);

}  // namespace reluscope
