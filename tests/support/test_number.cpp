#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <doctest/doctest.h>
#include <random>
#include <string>

#include "support/number.hpp"

TEST_SUITE("number") {

using reluscope::is_finite_float;
using reluscope::parse_number;

namespace {

std::string digits(std::mt19937_64& random, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += static_cast<char>('0' + random() % 10);
  return text;
}

/// "-0012.50e-7" and its like: any sign, up to 24 digits on either side of a point, an exponent one time in three.
std::string random_decimal(std::mt19937_64& random) {
  constexpr const char* k_signs[] = {"", "-", "+"};
  std::string text = k_signs[random() % 3];
  const std::size_t whole = random() % 25, decimals = random() % 25;
  text += digits(random, whole);
  if (decimals > 0 || random() % 4 == 0) text += "." + digits(random, whole + decimals == 0 ? 1 : decimals);
  if (text.find_first_of("0123456789") == std::string::npos) text += "7";
  if (random() % 3 == 0) text += "e" + std::to_string(static_cast<int>(random() % 700) - 350);
  return text;
}

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

/// How many characters of the text are read as a number.
std::size_t read_length(const std::string& text) {
  double value = 0;
  return static_cast<std::size_t>(parse_number(text.data(), text.data() + text.size(), value) - text.data());
}

}  // namespace

TEST_CASE("a decimal number is read as strtod reads it, bit for bit") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 200'000; ++i) {
    const std::string text = random_decimal(random);
    const auto value = parse_number(text);
    REQUIRE_MESSAGE(value.has_value(), text);
    REQUIRE_MESSAGE(same_bits(*value, std::strtod(text.c_str(), nullptr)), text);
  }
}

TEST_CASE("short decimals, as in most files, are read as strtod reads them") {
  std::mt19937_64 random(2);
  for (int i = 0; i < 200'000; ++i) {
    const std::string text = digits(random, 1 + random() % 9) + "." + digits(random, random() % 10);
    REQUIRE_MESSAGE(same_bits(parse_number(text).value(), std::strtod(text.c_str(), nullptr)), text);
  }
}

TEST_CASE("a double that is printed with 17 digits reads back as itself") {
  std::mt19937_64 random(3);
  for (int i = 0; i < 100'000; ++i) {
    const auto value = std::bit_cast<double>(random());
    if (!std::isfinite(value)) continue;
    char text[64];
    std::snprintf(text, sizeof text, "%.17g", value);
    REQUIRE_MESSAGE(same_bits(parse_number(text).value(), value), text);
  }
}

TEST_CASE("numbers on the edge of the fast path are rounded once") {
  for (const char* text :
       {"9007199254740992", "9007199254740993", "9007199254740992.5", "900719925474099.25", "0.000000000000000001",
        "123456789012345678", "999999999999999999", "1234567890123456789", "0.1", "0.30000000000000004"})
    CHECK_MESSAGE(same_bits(parse_number(text).value(), std::strtod(text, nullptr)), text);
}

TEST_CASE("a sign, a missing digit before or after the point, and an exponent are fine") {
  CHECK(parse_number("-1.5") == -1.5);
  CHECK(parse_number("+3") == 3);
  CHECK(parse_number(".5") == 0.5);
  CHECK(parse_number("-.5") == -0.5);
  CHECK(parse_number("5.") == 5);
  CHECK(parse_number("1e-3") == 0.001);
  CHECK(parse_number("1E+3") == 1000);
  CHECK(parse_number("007") == 7);
  CHECK(std::signbit(parse_number("-0").value()));
}

TEST_CASE("what is not a number, or more than one, is none") {
  for (const char* text : {"",   "-",  "+",    ".",  "-.",  "e5",    ".e5", "+-1",   "-+1", "--1", "++1",     "- 1",
                           " 1", "1 ", "0x10", "1e", "1e+", "1.2.3", "1,5", "1_000", "one", "NA",  "\xC2\xBD"})
    CHECK_MESSAGE(!parse_number(text).has_value(), text);
}

TEST_CASE("reading stops where the number ends") {
  CHECK(read_length("12,7") == 2);
  CHECK(read_length("1.5e3;") == 5);
  CHECK(read_length("1e,") == 1);
  CHECK(read_length("0x10") == 1);
  CHECK(read_length("1.2.3") == 3);
  CHECK(read_length("-inf,") == 4);
  CHECK(read_length("abc") == 0);
  CHECK(read_length("-") == 0);
}

TEST_CASE("reading does not look beyond the end it is given") {
  const std::string text = "1234567";
  double value = 0;
  CHECK(parse_number(text.data(), text.data() + 3, value) == text.data() + 3);
  CHECK(value == 123);
  CHECK(parse_number(text.data(), text.data(), value) == text.data());
}

TEST_CASE("a number beyond the doubles is infinite, one too close to zero is zero") {
  CHECK(parse_number("1e999") == HUGE_VAL);
  CHECK(parse_number("-1e999") == -HUGE_VAL);
  CHECK(parse_number("1e-999") == 0);
  CHECK(std::signbit(parse_number("-1e-999").value()));
  CHECK(parse_number("1" + std::string(400, '0')) == HUGE_VAL);
  CHECK(parse_number("4.9406564584124654e-324") == 0x1p-1074);
}

TEST_CASE("inf and nan are numbers that are not finite") {
  CHECK(parse_number("inf") == HUGE_VAL);
  CHECK(parse_number("-Infinity") == -HUGE_VAL);
  CHECK(std::isnan(parse_number("nan").value()));
}

TEST_CASE("a number is finite as float32 up to the greatest float32") {
  CHECK(is_finite_float(0));
  CHECK(is_finite_float(-3.4028234663852886e38));  // the greatest float32: (2 − 2⁻²³)·2¹²⁷
  CHECK(is_finite_float(1e-300));                  // as float32, 0
  CHECK_FALSE(is_finite_float(3.5e38));
  CHECK_FALSE(is_finite_float(-1e39));
  CHECK_FALSE(is_finite_float(HUGE_VAL));
  CHECK_FALSE(is_finite_float(std::nan("")));
}

TEST_CASE("the greatest float32 in its shortest decimal form is finite as float32") {
  // as NumPy, pandas and to_chars print it; it lies a little above the float32 that it is read as
  const double value = parse_number("3.4028235e38").value();
  CHECK(static_cast<float>(value) == 3.4028234663852886e38F);
  CHECK(is_finite_float(value));
}

}  // TEST_SUITE("number")
