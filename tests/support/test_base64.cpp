#include <doctest/doctest.h>
#include <string>

#include "support/base64.hpp"

using namespace reluscope;

TEST_CASE("base64 is that of RFC 4648, section 10") {
  CHECK(base64("") == "");
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("foob") == "Zm9vYg==");
  CHECK(base64("fooba") == "Zm9vYmE=");
  CHECK(base64("foobar") == "Zm9vYmFy");
}

TEST_CASE("base64 takes bytes of every value") {
  CHECK(base64(std::string("\x00\x10\x83\xFB\xEF\xBE\xFF\xFF\xFF", 9)) == "ABCD++++////");
}
