#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace reluscope {

/// Checks, piece by piece, that a text is UTF-8 (RFC 3629) without NUL characters.
class Utf8Check {
 public:
  /// The first byte that is not.
  struct Fault {
    std::uint64_t offset = 0;  // in the text
    unsigned char byte = 0;    // 0: a NUL character

    bool operator==(const Fault&) const = default;
  };

  /// What is wrong in this piece, or in a character that began before it. Not to be called again after a fault.
  std::optional<Fault> add(std::span<const char> piece);
  /// What is wrong if the text ends here.
  std::optional<Fault> end() const;
  /// Every byte so far.
  bool is_ascii() const { return m_is_ascii; }

 private:
  std::optional<Fault> add_any(std::span<const char> piece, std::uint64_t offset);

  std::uint64_t m_size = 0;  // of the text so far
  // Of the character that is not yet complete:
  unsigned m_left = 0;                        // bytes that are missing
  unsigned char m_lowest = 0, m_highest = 0;  // what the next of them may be
  Fault m_first;                              // its first byte
  bool m_is_ascii = true;
};

}  // namespace reluscope
