#pragma once

#include <cstddef>
#include <string>

namespace reluscope {

/// A line on the terminal of standard error that is drawn again and again.
class StatusLine {
 public:
  /// Over what was there; cut off at `width` columns.
  void draw(const std::string& line, std::size_t width);
  /// Takes it off the terminal.
  void clear();

 private:
  std::size_t m_shown = 0;  // columns
};

}  // namespace reluscope
