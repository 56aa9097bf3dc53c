#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/byte_source.hpp"
#include "data/text_decoder.hpp"
#include "data/utf8_check.hpp"

namespace reluscope {

/// What TextSource::read throws if the text so far was read in the wrong encoding: it must be rewound, and all that was
/// made of the text forgotten. At most once a source, whatever the size of the blocks.
struct WrongEncoding {};

/// The text of a file in UTF-8, without a byte order mark. UTF-16 and UTF-32 are recognised by their marks; what is not
/// UTF-8 is read as Windows-1252.
class TextSource {
 public:
  /// encoding: of the file, as --encoding names it; empty to recognise it. Throws UserError as ByteSource does, and if
  /// the file is of a kind that is no CSV, or contradicts the encoding.
  explicit TextSource(const std::string& path, const std::string& encoding = "");

  /// Fills `buffer` as far as there is something; returns the number of bytes, 0 only at the end. Throws UserError as
  /// ByteSource does, and if the bytes are no text; WrongEncoding if everything must be read again.
  std::size_t read(std::span<char> buffer);
  /// Back to the first byte of the text.
  void rewind();
  /// It will not be rewound again. What is then found to be in another encoding is a UserError in standard input, but
  /// WrongEncoding still in a file.
  void forget() { m_bytes.forget(); }
  /// Whether WrongEncoding has been thrown since the last rewind, or would be thrown further on in a file. Reads on.
  bool is_wrong();
  bool is_file() const { return m_bytes.is_file(); }
  /// Of the file as it is on disk, once `read` has returned 0.
  std::string sha256() const { return m_bytes.sha256(); }
  /// How the file is read, if it is not simply UTF-8.
  const std::vector<std::string>& notes() const { return m_notes; }

 private:
  enum class Certainty { assumed, settled, named, marked };  // of UTF-8

  void choose(const std::string& encoding);
  void check_kind();
  std::size_t read_decoded(std::span<char> buffer);
  bool decode_more();
  [[noreturn]] void take(const Utf8Check::Fault& fault);
  [[noreturn]] void fail_undecodable();
  [[noreturn]] void fail_on_nul() const;
  /// On which a byte is, in an encoding whose line feeds are ASCII's. Rewinds the bytes.
  std::size_t line_of(std::uint64_t offset);

  ByteSource m_bytes;
  std::string m_path, m_name;
  std::string m_start;     // the first bytes
  std::size_t m_mark = 0;  // bytes of the byte order mark
  Certainty m_certainty = Certainty::assumed;
  Utf8Check m_check;                       // of what is handed on
  std::unique_ptr<TextDecoder> m_decoder;  // null if the file is UTF-8
  std::vector<char> m_input;               // of the decoder
  std::string_view m_decoded;              // of the decoder's text, not yet taken
  bool m_has_decoded = false;              // since the last rewind
  bool m_at_end = false;
  bool m_is_wrong = false;
  std::vector<std::string> m_notes;
};

}  // namespace reluscope
