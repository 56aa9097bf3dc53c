#include <doctest/doctest.h>
#include <zlib.h>

#include "html/png.hpp"

using namespace reluscope;

namespace {

std::size_t number_at(const std::string& bytes, std::size_t at) {
  std::size_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

}  // namespace

TEST_CASE("a PNG consists of its chunks, each with its check, and holds its pixels row by row") {
  const std::string file =
      png({.width = 3, .height = 2, .palette = {{1, 2, 3}, {255, 0, 128}}, .pixels = {0, 1, 0, 1, 1, 0}});
  CHECK(file.substr(0, 8) == "\x89PNG\r\n\x1A\n");
  std::string types, pixels(8, '\0');
  for (std::size_t at = 8; at < file.size();) {
    const std::size_t length = number_at(file, at);
    const std::string type = file.substr(at + 4, 4), content = file.substr(at + 8, length);
    const auto check = crc32(0, reinterpret_cast<const Bytef*>(file.data() + at + 4), static_cast<uInt>(length + 4));
    CHECK(number_at(file, at + 8 + length) == check);
    types += type + " ";
    if (type == "IHDR") CHECK(content == std::string("\0\0\0\x03\0\0\0\x02\x08\x03\0\0\0", 13));
    if (type == "PLTE") CHECK(content == std::string("\x01\x02\x03\xFF\0\x80", 6));
    if (type == "IDAT") {
      uLongf size = pixels.size();
      CHECK(uncompress(reinterpret_cast<Bytef*>(pixels.data()), &size, reinterpret_cast<const Bytef*>(content.data()),
                       static_cast<uLong>(content.size())) == Z_OK);
      CHECK(size == 8);
    }
    at += 12 + length;
  }
  CHECK(types == "IHDR PLTE IDAT IEND ");
  CHECK(pixels == std::string("\0\0\x01\0\0\x01\x01\0", 8));
}
