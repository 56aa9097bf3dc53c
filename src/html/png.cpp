#include "html/png.hpp"

#include <zlib.h>

#include "support/deflate.hpp"

namespace reluscope {
namespace {

std::string big_endian(std::size_t value) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(value >> shift & 0xFF);
  return bytes;
}

std::string chunk(const std::string& type, const std::string& content) {
  const std::string checked = type + content;
  const auto* bytes = reinterpret_cast<const Bytef*>(checked.data());
  return big_endian(content.size()) + checked + big_endian(crc32(0, bytes, static_cast<uInt>(checked.size())));
}

}  // namespace

std::string png(const IndexedPicture& picture) {
  constexpr const char* k_form = "\x08\x03\0\0";  // 8 bits a pixel, from a palette, …, not interlaced
  std::string palette, rows;
  for (const IndexedPicture::Colour& colour : picture.palette) palette.append(colour.begin(), colour.end());
  for (std::size_t y = 0; y < picture.height; ++y) {
    rows += '\0';  // no filter
    const auto start = picture.pixels.begin() + static_cast<std::ptrdiff_t>(y * picture.width);
    rows.append(start, start + static_cast<std::ptrdiff_t>(picture.width));
  }
  return "\x89PNG\r\n\x1A\n" +
         chunk("IHDR", big_endian(picture.width) + big_endian(picture.height) + std::string(k_form, 5)) +
         chunk("PLTE", palette) + chunk("IDAT", deflated(rows)) + chunk("IEND", "");
}

}  // namespace reluscope
