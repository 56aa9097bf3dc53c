#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <doctest/doctest.h>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "support/number.hpp"
#include "support/short_decimal.hpp"

TEST_SUITE("short decimal") {

using reluscope::parse_number;
using reluscope::parse_short_decimal;

namespace {

#if defined(__SSE2__)
constexpr bool k_reads = true;
#else
constexpr bool k_reads = false;
#endif

/// The text, read where it stands among the given neighbours.
std::optional<double> read_among(const std::string& before, std::string_view text, const std::string& after) {
  const std::string padded = std::string(reluscope::k_short_decimal, '8') + before;
  const std::string all = padded + std::string(text) + after;
  const char* const begin = all.data() + padded.size();
  double value = 0;
  if (!parse_short_decimal(begin, begin + text.size(), value)) return std::nullopt;
  return value;
}

std::optional<double> read(std::string_view text) { return read_among("", text, ","); }

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

/// Whether `value` is what parse_number makes of the text, or none.
bool agrees(const std::string& text, const std::optional<double>& value) {
  if (!value) return true;
  const std::optional<double> expected = parse_number(text);
  return expected && same_bits(*value, *expected);
}

std::string digits(std::mt19937_64& random, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += static_cast<char>('0' + random() % 10);
  return text;
}

std::string short_decimal(std::mt19937_64& random) {
  const std::size_t count = 1 + random() % 15, whole = random() % (count + 1);
  std::string text = random() % 2 == 0 ? "-" : "";
  text += digits(random, whole);
  if (whole < count || random() % 2 == 0) text += "." + digits(random, count - whole);
  return text;
}

}  // namespace

TEST_CASE("a short decimal is read as strtod reads it, bit for bit") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 500'000; ++i) {
    const std::string text = short_decimal(random);
    const std::optional<double> value = read(text);
    REQUIRE_MESSAGE(value.has_value() == k_reads, text);
    if (value) REQUIRE_MESSAGE(same_bits(*value, std::strtod(text.c_str(), nullptr)), text);
  }
}

TEST_CASE("whatever stands around a short decimal is no part of it") {
  for (const std::string text :
       {"0", "-0", "7", "-1.234567", "12.5", ".5", "5.", "123456789012345", "-.000000000000001"})
    for (const std::string before : {"9", "-", ".", "1.5,", "\"", "99999999999999999"})
      for (const std::string after : {"9", ".", "e5", "-", "\n"}) {
        CAPTURE(before + "[" + text + "]" + after);
        const std::optional<double> value = read_among(before, text, after);
        REQUIRE(value.has_value() == k_reads);
        if (value) CHECK(same_bits(*value, std::strtod(text.c_str(), nullptr)));
      }
}

TEST_CASE("no text of up to five characters is taken for another number than it is") {
  constexpr std::string_view k_alphabet = "019.-+e /:";
  std::string text;
  const auto try_all = [&](const auto& self) -> void {
    REQUIRE_MESSAGE(agrees(text, read(text)), text);
    if (text.size() == 5) return;
    for (const char c : k_alphabet) {
      text += c;
      self(self);
      text.pop_back();
    }
  };
  try_all(try_all);
}

TEST_CASE("no random cell of any length is taken for another number than it is") {
  constexpr std::string_view k_alphabet = "0123456789012345678901234567890123456789..-+eE ,\"\r\n\t\xB0\x80\xFF";
  std::mt19937_64 random(2);
  for (int i = 0; i < 1'000'000; ++i) {
    std::string text;
    for (std::size_t n = random() % 22; n > 0; --n) text += k_alphabet[random() % k_alphabet.size()];
    REQUIRE_MESSAGE(agrees(text, read(text)), text);
  }
}

TEST_CASE("what is not a short decimal is left to others") {
  for (const char* text : {"", "-", ".", "-.", "+1", "--1", "1-", "1..", ".1.", "1e5", "1 ", " 1", "1,5", "nan",
                           "12345678901234567", "9007199254740993", "0.1234567890123456"})
    CHECK_MESSAGE(!read(text).has_value(), text);
}

TEST_CASE("a whole number up to 2^53 is exact") {
  CHECK(read("9007199254740992").has_value() == k_reads);
  CHECK(read("-9007199254740992").value_or(-0x1p53) == -0x1p53);
}

}  // TEST_SUITE("short decimal")
