// Any bytes as text in an encoding that the first byte chooses: the same UTF-8 in pieces of any size, or a UserError;
// of the encodings that are easily decoded by hand, that which a naive decoder makes of them.

#include <array>
#include <optional>
#include <vector>

#include "data/text_source.hpp"
#include "data/unpacking.hpp"
#include "fuzzer.hpp"
#include "memory_file.hpp"

namespace {

using namespace reluscope;

constexpr std::array k_encodings = {"",           "UTF-8",    "latin1",    "windows-1252", "UTF-16LE", "UTF-16BE",
                                    "UTF-32LE",   "UTF-32BE", "Shift_JIS", "GB18030",      "EUC-KR",   "cp850",
                                    "macintosh",  "UTF-16",   "UTF-7",     "ISO-2022-JP",  "Big5",     "utf_8_sig",
                                    "iso-8859-6", "koi8-r",   "TSCII",     "ARMSCII-8"};

constexpr std::string_view k_mark = "\xEF\xBB\xBF";

/// None if the file is refused.
std::optional<std::string> text_of(const std::string& path, const std::string& encoding, std::size_t piece) {
  std::string text;
  const bool is_read = is_accepted([&] {
    TextSource source(path, encoding);
    std::vector<char> buffer(piece);
    for (bool again = true; again;) {
      again = false;
      text.clear();
      try {
        while (const std::size_t count = source.read(buffer)) text.append(buffer.data(), count);
      } catch (const WrongEncoding&) {
        source.rewind();
        again = true;
      }
    }
  });
  return is_read ? std::optional(text) : std::nullopt;
}

void append_utf_8(char32_t c, std::string& text) {
  if (c < 0x80) {
    text += static_cast<char>(c);
  } else if (c < 0x800) {
    text += {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 0x3F))};
  } else if (c < 0x10000) {
    text += {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)),
             static_cast<char>(0x80 | (c & 0x3F))};
  } else {
    text += {static_cast<char>(0xF0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 0x3F)),
             static_cast<char>(0x80 | (c >> 6 & 0x3F)), static_cast<char>(0x80 | (c & 0x3F))};
  }
}

/// The units of so many bytes; none if some are left.
std::optional<std::vector<char32_t>> units_of(std::string_view bytes, std::size_t size, bool is_little) {
  if (bytes.size() % size != 0) return std::nullopt;
  std::vector<char32_t> units;
  for (std::size_t i = 0; i < bytes.size(); i += size) {
    char32_t unit = 0;
    for (std::size_t b = 0; b < size; ++b)
      unit = unit << 8 | static_cast<unsigned char>(bytes[is_little ? i + size - 1 - b : i + b]);
    units.push_back(unit);
  }
  return units;
}

std::optional<std::string> decoded_utf_32(std::string_view bytes, bool is_little) {
  const auto units = units_of(bytes, 4, is_little);
  if (!units) return std::nullopt;
  std::string text;
  for (const char32_t c : *units) {
    if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) return std::nullopt;
    append_utf_8(c, text);
  }
  return text;
}

std::optional<std::string> decoded_utf_16(std::string_view bytes, bool is_little) {
  const auto units = units_of(bytes, 2, is_little);
  if (!units) return std::nullopt;
  std::string text;
  for (std::size_t i = 0; i < units->size(); ++i) {
    char32_t c = (*units)[i];
    if (c >= 0xDC00 && c < 0xE000) return std::nullopt;
    if (c >= 0xD800 && c < 0xDC00) {
      if (++i == units->size() || (*units)[i] < 0xDC00 || (*units)[i] >= 0xE000) return std::nullopt;
      c = 0x10000 + ((c - 0xD800) << 10) + ((*units)[i] - 0xDC00);
    }
    append_utf_8(c, text);
  }
  return text;
}

/// As itself, after the table of the Unicode standard of what is well-formed (3.9, table 3-7).
std::optional<std::string> decoded_utf_8(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size();) {
    const auto at = [&](std::size_t k) { return k < bytes.size() ? static_cast<unsigned char>(bytes[k]) : 0U; };
    const unsigned first = at(i), second = at(i + 1);
    const auto continues = [&](std::size_t k) { return at(k) >= 0x80 && at(k) <= 0xBF; };
    if (first < 0x80) {
      i += 1;
    } else if (first >= 0xC2 && first <= 0xDF && continues(i + 1)) {
      i += 2;
    } else if (first >= 0xE0 && first <= 0xEF && second >= (first == 0xE0 ? 0xA0U : 0x80U) &&
               second <= (first == 0xED ? 0x9FU : 0xBFU) && continues(i + 2)) {
      i += 3;
    } else if (first >= 0xF0 && first <= 0xF4 && second >= (first == 0xF0 ? 0x90U : 0x80U) &&
               second <= (first == 0xF4 ? 0x8FU : 0xBFU) && continues(i + 2) && continues(i + 3)) {
      i += 4;
    } else {
      return std::nullopt;
    }
  }
  return std::string(bytes);
}

std::optional<std::string> decoded_latin_1(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) append_utf_8(static_cast<unsigned char>(c), text);
  return text;
}

/// None if the bytes are no text in it; nothing at all of an encoding that this does not know.
std::optional<std::optional<std::string>> decoded(std::string_view bytes, std::string_view encoding) {
  if (encoding == "UTF-8") return decoded_utf_8(bytes);
  if (encoding == "latin1") return decoded_latin_1(bytes);
  if (encoding == "UTF-16LE" || encoding == "UTF-16BE") return decoded_utf_16(bytes, encoding.ends_with("LE"));
  if (encoding == "UTF-32LE" || encoding == "UTF-32BE") return decoded_utf_32(bytes, encoding.ends_with("LE"));
  return std::nullopt;
}

void fuzz_encoding(std::string_view input) {
  Choices choices(input, 1);
  const std::string encoding = k_encodings[choices.below(k_encodings.size())];
  const MemoryFile file(input);
  const std::optional<std::string> text = text_of(file.path(), encoding, 65'536);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{333}})
    if (piece > 1 || input.size() < 10'000)
      expect(text_of(file.path(), encoding, piece) == text, "pieces of any size give the same text");
  if (!text) return;
  expect(decoded_utf_8(*text).has_value(), "a text is UTF-8");
  expect(text->find('\0') == std::string::npos, "a text has no NUL");
  if (packing_of(input) != Packing::none) return;  // it is the text of what is packed
  // a mark of UTF-8 is left out whatever the encoding, as a note says; that of the encoding is its U+FEFF
  if (input.starts_with(k_mark)) input.remove_prefix(k_mark.size());
  const auto expected = decoded(input, encoding);
  if (!expected) return;
  expect(expected->has_value(), "what the encoding forbids is refused");
  std::string_view naive = **expected;
  if (encoding != "UTF-8" && naive.starts_with(k_mark)) naive.remove_prefix(k_mark.size());
  expect(*text == naive, "a text is what the naive decoder makes of it");
}

const RegisterFuzzer k_encoding{{"encoding", fuzz_encoding}};

}  // namespace
