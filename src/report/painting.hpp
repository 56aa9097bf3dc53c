#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "diagnosis/unit_status.hpp"

namespace reluscope {

inline constexpr std::string_view k_red = "\033[31m", k_yellow = "\033[33m", k_green = "\033[32m", k_blue = "\033[34m",
                                  k_magenta = "\033[35m", k_bold = "\033[1m";

/// Text with or without colour.
class Painter {
 public:
  explicit Painter(bool colour) : m_colour(colour) {}
  std::string operator()(std::string_view colour, const std::string& text) const;
  /// The cell of a unit: a letter, coloured where there is colour.
  std::string operator()(UnitStatus status) const;

 private:
  bool m_colour;
};

/// What a text takes on the screen: an escape sequence no column, and a UTF-8 character one.
std::size_t columns(std::string_view text);

/// A line, broken at spaces so that none is wider than `width` columns, but not after a number or a flag, which stay
/// with what follows; those after the first start with `indent` spaces. Empty text is no line.
std::string wrapped(const std::string& text, std::size_t width, std::size_t indent);

}  // namespace reluscope
