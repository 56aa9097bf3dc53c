#include "report/painting.hpp"

#include <algorithm>

namespace reluscope {
namespace {

struct Cell {
  std::string_view colour;
  char letter;
};

Cell cell_of(UnitStatus status) {
  switch (status) {
    case UnitStatus::dead:
      return {k_red, 'D'};
    case UnitStatus::saturated:
      return {k_magenta, 'S'};
    case UnitStatus::sparse:
      return {k_yellow, 's'};
    case UnitStatus::active:
      return {k_green, '.'};
    case UnitStatus::always_active:
      return {k_blue, 'A'};
  }
  return {};
}

}  // namespace

std::size_t columns(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\033')
      i = std::min(text.find('m', i), text.size() - 1);
    else
      count += (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
  }
  return count;
}

std::string Painter::operator()(std::string_view colour, const std::string& text) const {
  constexpr std::string_view k_plain = "\033[0m";
  return m_colour ? std::string(colour) + text + std::string(k_plain) : text;
}

std::string Painter::operator()(UnitStatus status) const {
  const Cell cell = cell_of(status);
  return (*this)(cell.colour, std::string(1, cell.letter));
}

namespace {

/// Whether the text goes on in the same line after this word: a number is not torn from its unit, a flag not from its
/// value.
bool holds_next(std::string_view word) {
  if (word.starts_with("--") && word.find('=') == std::string_view::npos) return true;
  return !word.empty() && word.back() >= '0' && word.back() <= '9';
}

}  // namespace

std::string wrapped(const std::string& text, std::size_t width, std::size_t indent) {
  if (text.empty()) return "";
  std::string result;
  std::size_t column = 0;
  for (std::size_t from = 0; from < text.size();) {
    std::size_t to = std::min(text.find(' ', from), text.size()), start = from;
    while (to < text.size() && holds_next(std::string_view(text).substr(start, to - start)) && to - from < width / 2) {
      start = to + 1;
      to = std::min(text.find(' ', start), text.size());
    }
    const std::string_view word = std::string_view(text).substr(from, to - from);
    if (column > indent && column + 1 + columns(word) > width) {
      result += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (from > 0) {
      result += ' ';
      ++column;
    }
    result += word;
    column += columns(word);
    from = to + 1;
  }
  return result + '\n';
}

}  // namespace reluscope
