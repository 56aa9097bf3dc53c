#include "cli/status_line.hpp"

#include <iostream>

namespace reluscope {

void StatusLine::draw(const std::string& line, std::size_t width) {
  const std::string shown = line.substr(0, width);
  const std::size_t blanks = m_shown > shown.size() ? m_shown - shown.size() : 0;
  std::cerr << '\r' << shown << std::string(blanks, ' ') << std::flush;
  m_shown = shown.size();
}

void StatusLine::clear() {
  draw("", 0);
  std::cerr << '\r' << std::flush;
}

}  // namespace reluscope
