#include "data/text_decoder.hpp"

#include <algorithm>
#include <cerrno>
#include <iconv.h>
#include <new>

#include "support/error.hpp"
#include "support/suggestion.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

const iconv_t k_none = reinterpret_cast<iconv_t>(-1);  // what iconv_open returns

bool is_known(const std::string& name) {
  // a slash begins instructions to iconv, such as to leave out what it cannot convert
  if (name.empty() || name.find_first_of("/,") != std::string::npos) return false;
  const iconv_t converter = ::iconv_open("UTF-8", name.c_str());
  if (converter == k_none) return false;
  ::iconv_close(converter);
  return true;
}

std::string without_separators(std::string name) {
  std::erase_if(name, [](char c) { return c == '-' || c == '_' || c == ' '; });
  return name;
}

}  // namespace

std::string encoding_named(const std::string& name) {
  const std::string bare = without_separators(lower_case(name));
  if (bare == "utf8" || bare == "utf8sig") return "UTF-8";
  if (bare == "macroman") return "MACINTOSH";
  // Python's spellings: latin-1, utf_16_le
  for (const std::string& spelling : {name, replaced(name, "_", "-"), bare})
    if (is_known(spelling)) return spelling;
  static const std::vector<std::string> common = {
      "UTF-8",        "UTF-16LE",    "UTF-16BE",  "UTF-32LE",  "latin1", "windows-1252",
      "windows-1251", "iso-8859-15", "macintosh", "Shift_JIS", "EUC-JP", "GB18030",
      "Big5",         "EUC-KR",      "cp437",     "cp850",     "KOI8-R"};
  throw UserError("--encoding: " + in_quotes(name) + " is no encoding that is known" + did_you_mean(name, common) +
                  "; use one that iconv -l lists, such as latin1, windows-1252, cp850, macintosh, UTF-16LE, "
                  "Shift_JIS, GB18030");
}

TextDecoder::TextDecoder(const std::string& encoding)
    : m_encoding(encoding),
      m_converter(::iconv_open("UTF-8", encoding.c_str())),
      m_is_windows_1252(encoding == k_fallback_encoding) {
  if (m_converter == k_none && errno == ENOMEM) throw std::bad_alloc();
  if (m_converter == k_none)
    throw UserError("iconv cannot read " + encoding + " on this system; convert the file to UTF-8 elsewhere");
}

TextDecoder::~TextDecoder() { ::iconv_close(m_converter); }

void TextDecoder::reset() {
  ::iconv(m_converter, nullptr, nullptr, nullptr, nullptr);
  m_pending.clear();
  m_position = 0;
}

std::optional<std::string_view> TextDecoder::decode(std::span<const char> piece) {
  m_pending.append(piece.data(), piece.size());
  m_text.resize(std::max(m_text.size(), 3 * m_pending.size() + 64));
  char* in = m_pending.data();
  std::size_t in_left = m_pending.size(), written = 0;
  bool valid = true;
  for (;;) {
    char* out = m_text.data() + written;
    std::size_t out_left = m_text.size() - written;
    const std::size_t result = ::iconv(m_converter, &in, &in_left, &out, &out_left);
    const int error = errno;
    written = static_cast<std::size_t>(out - m_text.data());
    if (result != static_cast<std::size_t>(-1) || error == EINVAL) break;
    if (error == E2BIG || m_text.size() - written < 2) {
      m_text.resize(2 * m_text.size());
    } else if (m_is_windows_1252) {  // one of five bytes without a character: as browsers have it, a control character
      m_text[written++] = '\xC2';
      m_text[written++] = *in++;
      --in_left;
    } else {
      valid = false;
      break;
    }
  }
  m_position += static_cast<std::uint64_t>(in - m_pending.data());
  m_pending.erase(0, m_pending.size() - in_left);
  if (!valid) return std::nullopt;
  return std::string_view(m_text).substr(0, written);
}

std::optional<std::string_view> TextDecoder::finish() {
  if (!m_pending.empty()) return std::nullopt;
  m_text.resize(std::max<std::size_t>(m_text.size(), 64));
  char* out = m_text.data();
  std::size_t out_left = m_text.size();
  ::iconv(m_converter, nullptr, nullptr, &out, &out_left);  // an accent may still have followed
  return std::string_view(m_text).substr(0, static_cast<std::size_t>(out - m_text.data()));
}

}  // namespace reluscope
