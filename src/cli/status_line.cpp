#include "cli/status_line.hpp"

#include <iostream>

#include "report/painting.hpp"

namespace reluscope {

void StatusLine::draw(const std::string& line, std::size_t width) {
  std::string shown = line;
  while (columns(shown) > width) shown.pop_back();
  const std::size_t used = columns(shown), blanks = m_shown > used ? m_shown - used : 0;
  std::cerr << '\r' << shown << std::string(blanks, ' ') << std::flush;
  m_shown = used;
}

void StatusLine::clear() {
  draw("", 0);
  std::cerr << '\r' << std::flush;
}

}  // namespace reluscope
