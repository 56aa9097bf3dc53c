#include "data/text_source.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "data/csv_sample.hpp"
#include "data/file_kind.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t k_start = 4096;
constexpr std::size_t k_encoded_block = std::size_t{64} << 10;
constexpr std::string_view k_mark = "\xEF\xBB\xBF"sv;

struct Mark {
  std::string_view bytes;
  const char* encoding;
};

// those of UTF-32 first: that of UTF-16LE is the start of one
constexpr auto k_marks = std::to_array<Mark>({{"\xFF\xFE\0\0"sv, "UTF-32LE"},
                                              {"\0\0\xFE\xFF"sv, "UTF-32BE"},
                                              {"\xFF\xFE"sv, "UTF-16LE"},
                                              {"\xFE\xFF"sv, "UTF-16BE"},
                                              {k_mark, "UTF-8"}});

const Mark* mark_of(std::string_view start) {
  const auto found = std::ranges::find_if(k_marks, [&](const Mark& mark) { return start.starts_with(mark.bytes); });
  return found == k_marks.end() ? nullptr : &*found;
}

/// Whether the bytes are a byte order mark in this encoding too.
bool is_mark_in(std::string_view mark, const std::string& encoding) {
  if (encoding == "UTF-8") return mark == k_mark;
  TextDecoder decoder(encoding);
  const std::optional<std::string_view> text = decoder.decode(mark);
  return text && (text->empty() ? decoder.finish().has_value() : text->starts_with(k_mark));
}

bool separates_or_counts(char c) { return ",;|\t \r\n0123456789"sv.find(c) != std::string_view::npos; }

/// Whether most of what separates and counts, in units of two bytes, has a zero as its other byte.
bool is_mostly_utf_16(std::string_view start, bool little) {
  std::size_t all = 0, wide = 0;
  for (std::size_t i = 0; i + 1 < start.size(); i += 2) {
    if (!separates_or_counts(start[i + (little ? 0 : 1)])) continue;
    ++all;
    wide += start[i + (little ? 1 : 0)] == '\0';
  }
  return 2 * wide > all;
}

/// The encoding without a mark whose zero bytes are where these are; empty if there is none.
std::string guess_wide_encoding(std::string_view start) {
  constexpr unsigned char k_last_plane = 0x10;
  bool is_utf_32le = start.size() >= 4, is_utf_32be = is_utf_32le;
  for (std::size_t i = 0; i < start.size() / 4 * 4; ++i) {
    const auto byte = static_cast<unsigned char>(start[i]);
    is_utf_32le = is_utf_32le && (i % 4 < 2 || byte <= (i % 4 == 2 ? k_last_plane : 0));
    is_utf_32be = is_utf_32be && (i % 4 > 1 || byte <= (i % 4 == 1 ? k_last_plane : 0));
  }
  if (is_utf_32le != is_utf_32be) return is_utf_32le ? "UTF-32LE" : "UTF-32BE";
  const bool is_utf_16le = is_mostly_utf_16(start, true), is_utf_16be = is_mostly_utf_16(start, false);
  if (is_utf_16le == is_utf_16be) return "";
  return is_utf_16le ? "UTF-16LE" : "UTF-16BE";
}

/// Reads as much as fits, or is there.
std::size_t fill(auto& source, std::span<char> buffer) {
  std::size_t filled = 0;
  while (filled < buffer.size()) {
    const std::size_t count = source.read(buffer.subspan(filled));
    if (count == 0) break;
    filled += count;
  }
  return filled;
}

std::string hexadecimal(unsigned char byte) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "0x%02X", byte);
  return text.data();
}

bool is_wide(std::string_view encoding) {
  const std::string upper = lower_case(std::string(encoding));
  return upper.find("utf") != std::string::npos || upper.find("ucs") != std::string::npos;
}

}  // namespace

TextSource::TextSource(const std::string& path, const std::string& encoding)
    : m_bytes(path), m_path(path), m_name(input_name(path)), m_start(k_start, '\0') {
  m_start.resize(fill(m_bytes, m_start));
  check_is_no_binary_kind(m_start, path);
  choose(encoding);
  rewind();
  check_kind();
}

void TextSource::choose(const std::string& encoding) {
  const Mark* const mark = mark_of(m_start);
  std::string chosen = encoding.empty() ? "UTF-8" : encoding_named(encoding);
  if (!encoding.empty()) m_certainty = Certainty::named;
  if (mark != nullptr && encoding.empty()) {
    chosen = mark->encoding;
    m_certainty = Certainty::marked;
    if (chosen != "UTF-8") m_notes.push_back("the file is read as " + chosen + ", as its byte order mark says");
  } else if (mark != nullptr && !is_mark_in(mark->bytes, chosen)) {
    const std::string said = std::string("byte order mark says ") + mark->encoding;
    if (mark->bytes != k_mark) throw UserError(m_name + ": the file's " + said + "; leave out --encoding " + encoding);
    m_notes.push_back("the file's " + said + "; it is read as " + encoding + ", as --encoding says");
  }
  if (mark != nullptr && (encoding.empty() || mark->bytes == k_mark)) m_mark = mark->bytes.size();
  if (chosen != "UTF-8") m_decoder = std::make_unique<TextDecoder>(chosen);
}

void TextSource::check_kind() {
  std::string text(k_start, '\0');
  for (bool again = true; again;) {
    again = false;
    try {
      const std::size_t filled = fill(*this, text);
      check_is_no_text_kind(std::string_view(text).substr(0, filled), filled < text.size(), m_path);
    } catch (const WrongEncoding&) {
      again = true;
    }
    rewind();
  }
}

void TextSource::rewind() {
  m_bytes.rewind();
  std::array<char, 4> mark{};
  fill(m_bytes, std::span(mark).first(m_mark));
  m_check = {};
  if (m_decoder) m_decoder->reset();
  m_decoded = {};
  m_has_decoded = m_at_end = m_is_wrong = false;
}

std::size_t TextSource::read(std::span<char> buffer) {
  if (m_decoder) return read_decoded(buffer);
  const std::size_t count = m_bytes.read(buffer);
  if (m_certainty == Certainty::settled) return count;
  const auto fault = count > 0 ? m_check.add(buffer.first(count)) : m_check.end();
  if (fault) take(*fault);
  if (count == 0 && m_certainty == Certainty::assumed) m_certainty = Certainty::settled;
  return count;
}

std::size_t TextSource::read_decoded(std::span<char> buffer) {
  while (m_decoded.empty() && !m_at_end) m_at_end = !decode_more();
  const std::size_t count = std::min(buffer.size(), m_decoded.size());
  std::copy_n(m_decoded.begin(), count, buffer.begin());
  m_decoded.remove_prefix(count);
  return count;
}

bool TextSource::decode_more() {
  m_input.resize(k_encoded_block);
  const std::size_t count = m_bytes.read(m_input);
  const std::optional<std::string_view> text =
      count > 0 ? m_decoder->decode(std::span(m_input).first(count)) : m_decoder->finish();
  if (!text) fail_undecodable();
  m_decoded = *text;
  if (m_decoded.find('\0') != std::string_view::npos) fail_on_nul();
  if (!m_has_decoded && m_decoded.starts_with(k_mark)) m_decoded.remove_prefix(k_mark.size());
  m_has_decoded = m_has_decoded || !text->empty();
  return count > 0;
}

void TextSource::take(const Utf8Check::Fault& fault) {
  if (fault.byte == 0) fail_on_nul();
  const std::string what = "byte " + hexadecimal(fault.byte) + " is not UTF-8";
  if (!m_bytes.can_rewind())
    throw UserError(m_name + ": " + what + " at offset " + std::to_string(m_mark + fault.offset) +
                    "; name the --encoding, such as --encoding " + k_fallback_encoding);
  const std::size_t line = line_of(m_mark + fault.offset);
  const std::string place = m_name + ":" + std::to_string(line) + ": " + what;
  if (m_certainty == Certainty::named) throw UserError(place + "; leave out --encoding, or name another");
  if (m_certainty == Certainty::marked)
    throw UserError(place + ", though the file begins with its byte order mark; fix the line, or name the --encoding");
  m_notes.push_back("line " + std::to_string(line) + ": " + what +
                    "; the file is read as Windows-1252 (use --encoding NAME for another)");
  m_decoder = std::make_unique<TextDecoder>(k_fallback_encoding);
  m_is_wrong = true;
  throw WrongEncoding{};
}

bool TextSource::is_wrong() {
  // ASCII means the same in both; and who waits for a pipe must not wait for an error
  if (m_is_wrong || m_decoder || m_certainty != Certainty::assumed || m_check.is_ascii() || !is_file())
    return m_is_wrong;
  std::vector<char> buffer(k_encoded_block);
  try {
    while (read(buffer) > 0) continue;
  } catch (const WrongEncoding&) {
  } catch (const UserError&) {  // there is an error already
  }
  return m_is_wrong;
}

void TextSource::fail_undecodable() {
  const std::uint64_t offset = m_mark + m_decoder->position();
  const std::string& encoding = m_decoder->encoding();
  const std::string byte = "byte " + hexadecimal(m_decoder->byte());
  const std::string cure = m_certainty == Certainty::named ? "; name another --encoding" : "; fetch the file again";
  if (is_wide(encoding) || !m_bytes.can_rewind())
    throw UserError(m_name + ": " + byte + " at offset " + std::to_string(offset) + " begins no character in " +
                    encoding + ", or one that is cut off" + cure);
  throw UserError(m_name + ":" + std::to_string(line_of(offset)) + ": " + byte + " begins no character in " + encoding +
                  cure);
}

void TextSource::fail_on_nul() const {
  const std::string guess = m_decoder && is_wide(m_decoder->encoding()) ? "" : guess_wide_encoding(m_start);
  if (guess.empty())
    throw UserError(m_name + ": not a text file (it holds NUL bytes); export the table as CSV in UTF-8");
  throw UserError(m_name + ": the file seems to be " + guess + " without a byte order mark; use --encoding " + guess);
}

std::size_t TextSource::line_of(std::uint64_t offset) {
  constexpr std::size_t k_longest_end = 3;  // of a line
  m_bytes.rewind();
  std::size_t line = 1;
  std::string text;  // not yet counted
  std::vector<char> buffer(k_encoded_block);
  for (bool more = true; more;) {
    const std::size_t count = fill(m_bytes, std::span(buffer).first(std::min<std::uint64_t>(offset, buffer.size())));
    offset -= count;
    more = offset > 0 && count > 0;
    text.append(buffer.data(), count);
    std::size_t at = 0;
    while (at < text.size() && (!more || at + k_longest_end <= text.size())) {
      const std::size_t length = line_end_length(std::string_view(text).substr(at));
      line += length > 0 ? 1 : 0;
      at += std::max<std::size_t>(length, 1);
    }
    text.erase(0, at);
  }
  return line;
}

}  // namespace reluscope
