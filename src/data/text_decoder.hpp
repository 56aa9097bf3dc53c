#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reluscope {

/// As iconv knows the encoding that somebody names; "UTF-8" for all its spellings. Throws UserError if it knows none.
std::string encoding_named(const std::string& name);

/// Turns text of another encoding into UTF-8, piece by piece.
class TextDecoder {
 public:
  /// encoding: as `encoding_named` gives it.
  explicit TextDecoder(const std::string& encoding);
  TextDecoder(const TextDecoder&) = delete;
  TextDecoder& operator=(const TextDecoder&) = delete;
  ~TextDecoder();

  const std::string& encoding() const { return m_encoding; }
  /// The next piece of the text in UTF-8. A character that it cuts off is kept for the next. The result lasts until the
  /// next call. Null if bytes are no character; `position` is then that of the first of them.
  std::optional<std::string_view> decode(std::span<const char> piece);
  /// What is left at the end. Null if that is no whole character.
  std::optional<std::string_view> finish();
  /// In the encoded text, of the first byte that is not yet decoded.
  std::uint64_t position() const { return m_position; }
  /// That byte; 0 if there is none.
  unsigned char byte() const { return m_pending.empty() ? 0 : static_cast<unsigned char>(m_pending.front()); }
  /// Back to the start of a text.
  void reset();

 private:
  std::string m_encoding;
  void* m_converter;  // an iconv_t
  bool m_is_windows_1252;
  std::string m_pending;  // not yet decoded
  std::uint64_t m_position = 0;
  std::string m_text;
};

/// What the file is read as if it is not UTF-8 and does not say what it is.
inline constexpr const char* k_fallback_encoding = "WINDOWS-1252";

}  // namespace reluscope
