#include <doctest/doctest.h>
#include <string>
#include <zlib.h>

#include "support/deflate.hpp"

using namespace reluscope;

namespace {

/// With what zlib finds the format to be: gzip or its own.
std::string inflated(const std::string& packed, std::size_t size) {
  std::string text(size, '\0');
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 32 + MAX_WBITS) == Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  CHECK(stream.total_out == size);
  inflateEnd(&stream);
  return text;
}

}  // namespace

TEST_CASE("what is packed is unpacked to the same") {
  std::string text;
  for (int i = 0; i < 20000; ++i) text += std::to_string(i % 97) + ",";
  for (const std::string& bytes : {std::string(), std::string("a"), text}) {
    CHECK(inflated(gzipped(bytes), bytes.size()) == bytes);
    CHECK(inflated(deflated(bytes), bytes.size()) == bytes);
  }
  CHECK(gzipped(text).size() < text.size() / 20);
}

TEST_CASE("a gzip has neither a name nor a time, nor says where it was made") {
  CHECK(gzipped("abc").substr(0, 10) == std::string("\x1F\x8B\x08\0\0\0\0\0\x02\xFF", 10));
}
