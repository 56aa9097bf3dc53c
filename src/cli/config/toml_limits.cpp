#include "cli/config/toml_limits.hpp"

#include <algorithm>

#include "support/error.hpp"
#include "support/text_place.hpp"

namespace reluscope {
namespace {

constexpr int k_deepest = 8;
constexpr std::size_t k_largest = std::size_t{16} << 20;

/// Goes over TOML and skips what may hold any character: texts and comments.
class TomlScan {
 public:
  TomlScan(std::string_view text, const std::string& name) : m_text(text), m_name(name) {}

  void check() {
    constexpr std::string_view k_mark = "\xEF\xBB\xBF";  // which is not part of the text
    if (m_text.starts_with(k_mark)) m_place = k_mark.size();
    while (m_place < m_text.size()) {
      const char c = m_text[m_place];
      if (c == '"' || c == '\'')
        skip_text(c);
      else if (c == '#')
        m_place = std::min(m_text.find('\n', m_place), m_text.size());
      else
        take(c);
    }
  }

 private:
  void take(char c) {
    // what toml++ makes of such a character (U+FF7D) is not defined
    if ((c & 0x80) != 0) fail("only texts in quotes and comments hold other characters than those of ASCII");
    if (c == '[' || c == '{') ++m_nesting;
    if ((c == ']' || c == '}') && m_nesting > 0) --m_nesting;
    if (c == '.')
      ++m_dots;
    else if (std::string_view("\n=,[]{}").find(c) != std::string_view::npos)
      m_dots = 0;
    if (m_nesting > k_deepest || m_dots > k_deepest)
      fail("nested too deeply for options (more than " + std::to_string(k_deepest) + " levels)");
    ++m_place;
  }

  /// A text on one line, or one in three quotes, which goes on to the next three. If it does not end, the rest of the
  /// line (of the file) is skipped: the parser stops there.
  void skip_text(char quote) {
    const std::string three(3, quote);
    const bool is_long = m_text.substr(m_place).starts_with(three);
    m_place += is_long ? 3 : 1;
    while (m_place < m_text.size()) {
      if (quote == '"' && m_text[m_place] == '\\') {
        m_place += 2;
      } else if (is_long ? m_text.substr(m_place).starts_with(three) : m_text[m_place] == quote) {
        m_place += is_long ? 3 : 1;
        // up to two quotes more belong to the text
        for (int i = 0; is_long && i < 2 && m_place < m_text.size() && m_text[m_place] == quote; ++i) ++m_place;
        return;
      } else if (!is_long && m_text[m_place] == '\n') {
        return;
      } else {
        ++m_place;
      }
    }
  }

  [[noreturn]] void fail(const std::string& what) const {
    const TextPlace place = place_in(m_text, m_place);
    throw UserError(m_name + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) + ": " + what +
                    "; write options as in lr = 0.1, hidden = [64, 32] and optimizer = \"adam\"");
  }

  std::string_view m_text;
  const std::string& m_name;
  std::size_t m_place = 0;
  int m_nesting = 0, m_dots = 0;
};

}  // namespace

void check_toml_limits(std::string_view text, const std::string& name) {
  if (text.size() > k_largest) throw UserError(name + ": larger than 16 MiB, and so no file of options");
  TomlScan(text, name).check();
}

}  // namespace reluscope
