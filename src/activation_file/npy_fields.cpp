#include "activation_file/npy_fields.hpp"

#include <algorithm>
#include <utility>

#include "support/error.hpp"
#include "support/number.hpp"
#include "support/text.hpp"
#include "support/utf8.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_most_dimensions = 64;  // as in NumPy
constexpr std::size_t k_deepest_type = 32;

class FieldParser {
 public:
  FieldParser(std::string_view literal, const std::string& place) : m_left(literal), m_place(place) {}

  NpyFields parse() {
    expect('{');
    while (!take('}')) {
      parse_field();
      if (!take(',') && !at('}')) fail();
    }
    skip_blanks();
    if (!m_left.empty()) fail();
    if (!m_has_descr || !m_has_order || !m_has_shape)
      throw UserError(m_place + ": its header lacks " +
                      (!m_has_descr ? "'descr'" : (!m_has_order ? "'fortran_order'" : "'shape'")) +
                      "; save the array again with np.save");
    return std::move(m_fields);
  }

 private:
  [[noreturn]] void fail() const {
    throw UserError(
        m_place + ": its header is damaged" +
        (m_left.empty() ? ": it ends early" : ", from " + in_quotes(without_blanks(m_left.substr(0, 20))) + " on") +
        "; save the array again with np.save");
  }

  void skip_blanks() {
    while (!m_left.empty() && (m_left.front() == ' ' || m_left.front() == '\t' || m_left.front() == '\n'))
      m_left.remove_prefix(1);
  }
  bool at(char c) {
    skip_blanks();
    return m_left.starts_with(c);
  }
  bool take(char c) {
    if (!at(c)) return false;
    m_left.remove_prefix(1);
    return true;
  }
  void expect(char c) {
    if (!take(c)) fail();
  }
  bool take_word(std::string_view word) {
    if (!m_left.starts_with(word)) return false;
    m_left.remove_prefix(word.size());
    return true;
  }

  void parse_field() {
    const std::string key = parse_string();
    expect(':');
    skip_blanks();
    if (key == "descr")
      parse_descr();
    else if (key == "fortran_order")
      parse_order();
    else if (key == "shape")
      parse_shape();
    else
      throw UserError(m_place + ": its header has a key " + in_quotes(key) +
                      ", which no .npy file has; save the array again with np.save");
  }

  /// Each key is there once.
  void note(bool& has) {
    if (has) fail();
    has = true;
  }

  /// Without escapes, which no name of a type has.
  std::string parse_string() {
    if (!at('\'') && !at('"')) fail();
    const std::size_t end = m_left.find(m_left.front(), 1);
    if (end == std::string_view::npos) fail();
    std::string text(m_left.substr(1, end - 1));
    if (text.find('\\') != std::string::npos) fail();
    m_left.remove_prefix(end + 1);
    return text;
  }

  void parse_descr() {
    note(m_has_descr);
    m_fields.is_structured = at('[') || at('(');
    m_fields.descr = m_fields.is_structured ? take_brackets() : parse_string();
  }

  /// A list or tuple with all that is in it, as it stands.
  std::string take_brackets() {
    const std::string_view all = m_left;
    std::size_t depth = 0;
    do {
      if (m_left.empty()) fail();
      const char c = m_left.front();
      if (c == '\'' || c == '"') {
        skip_string();
        continue;
      }
      depth += c == '[' || c == '(' ? 1 : 0;
      depth -= c == ']' || c == ')' ? 1 : 0;
      if (depth > k_deepest_type) fail();
      m_left.remove_prefix(1);
    } while (depth > 0);
    return std::string(all.substr(0, all.size() - m_left.size()));
  }

  void skip_string() {
    const char quote = m_left.front();
    m_left.remove_prefix(1);
    while (!m_left.starts_with(quote)) {
      m_left.remove_prefix(std::min<std::size_t>(m_left.size(), m_left.starts_with('\\') ? 2 : 1));
      if (m_left.empty()) fail();
    }
    m_left.remove_prefix(1);
  }

  void parse_order() {
    note(m_has_order);
    m_fields.fortran_order = take_word("True");
    if (!m_fields.fortran_order && !take_word("False")) fail();
  }

  void parse_shape() {
    note(m_has_shape);
    expect('(');
    while (!take(')')) {
      m_fields.shape.push_back(parse_extent());
      if (m_fields.shape.size() > k_most_dimensions) fail();
      if (take(',')) continue;
      if (m_fields.shape.size() == 1 || !at(')')) fail();  // (3) is a number, no tuple
    }
  }

  std::uint64_t parse_extent() {
    skip_blanks();
    std::uint64_t value = 0;
    std::size_t digits = 0;
    for (; digits < m_left.size() && is_digit(m_left[digits]); ++digits)
      if (__builtin_mul_overflow(value, 10, &value) ||
          __builtin_add_overflow(value, static_cast<std::uint64_t>(m_left[digits] - '0'), &value))
        throw UserError(m_place + ": its shape " + in_quotes(m_left.substr(0, m_left.find_first_of("),"))) +
                        " is too large; the header is damaged, save the array again with np.save");
    if (digits == 0 || (digits > 1 && m_left.front() == '0')) fail();
    m_left.remove_prefix(digits);
    take_word("L");
    return value;
  }

  std::string_view m_left;
  const std::string& m_place;
  NpyFields m_fields;
  bool m_has_descr = false, m_has_order = false, m_has_shape = false;
};

}  // namespace

NpyFields parse_npy_fields(std::string_view literal, const std::string& place) {
  return FieldParser(literal, place).parse();
}

}  // namespace reluscope
