#include <cstdint>
#include <doctest/doctest.h>
#include <optional>
#include <string>
#include <vector>

#include "data/utf8_check.hpp"

using reluscope::Utf8Check;

TEST_SUITE("utf-8 check") {

using Fault = Utf8Check::Fault;

namespace {

std::optional<Fault> fault_of(const std::string& text, std::size_t piece) {
  Utf8Check check;
  for (std::size_t i = 0; i < text.size(); i += piece)
    if (const auto fault = check.add(std::string_view(text).substr(i, piece))) return fault;
  return check.end();
}

/// Table 3-6 of the Unicode standard.
std::string encoded(std::uint32_t c) {
  const auto byte = [](std::uint32_t value) { return std::string(1, static_cast<char>(value)); };
  if (c < 0x80) return byte(c);
  if (c < 0x800) return byte(0xC0 | c >> 6) + byte(0x80 | (c & 63));
  if (c < 0x10000) return byte(0xE0 | c >> 12) + byte(0x80 | (c >> 6 & 63)) + byte(0x80 | (c & 63));
  return byte(0xF0 | c >> 18) + byte(0x80 | (c >> 12 & 63)) + byte(0x80 | (c >> 6 & 63)) + byte(0x80 | (c & 63));
}

const std::vector<std::size_t> k_pieces = {1, 2, 3, 63, 64, 65, 1000};

}  // namespace

TEST_CASE("every character passes, and no surrogate, whatever it is cut into") {
  std::string all;
  for (std::uint32_t c = 1; c <= 0x10FFFF; ++c)
    if (c < 0xD800 || c > 0xDFFF) all += encoded(c);
  for (const std::size_t piece : k_pieces) CHECK(!fault_of(all, piece));
  for (std::uint32_t c = 0xD800; c <= 0xDFFF; ++c) CHECK(fault_of(encoded(c), 64) == Fault{0, 0xED});
  CHECK(fault_of(encoded(0x110000), 64) == Fault{0, 0xF4});
}

TEST_CASE("a fault is the first byte of what is no character, wherever it is in a block") {
  const std::vector<std::string> wrong = {"\x80",
                                          "\xBF",
                                          "\xC0\x80",
                                          "\xC1\xBF",
                                          "\xE9",
                                          "\xE9,",
                                          "\xC3(",
                                          "\xE2\x82",
                                          "\xE2\x82,",
                                          "\xE0\x9F\xBF",
                                          "\xF0\x8F\xBF\xBF",
                                          "\xF0\x9F\x98",
                                          "\xF5\x80\x80\x80",
                                          "\xFF",
                                          std::string(1, '\0')};
  for (const std::string& bytes : wrong)
    for (std::size_t before = 0; before < 130; ++before)
      for (const std::size_t piece : k_pieces) {
        const std::string start(before, 'x');
        const Fault expected{before, static_cast<unsigned char>(bytes[0])};
        CHECK(fault_of(start + bytes, piece) == expected);
        CHECK(fault_of(start + bytes + (bytes.size() > 1 ? "" : ",") + std::string(70, 'y'), piece) == expected);
      }
}

TEST_CASE("it knows whether all was ASCII") {
  Utf8Check check;
  check.add(std::string(1000, 'x'));
  CHECK(check.is_ascii());
  check.add(std::string("\xC3\xA9"));
  CHECK(!check.is_ascii());
}

}  // TEST_SUITE("utf-8 check")
