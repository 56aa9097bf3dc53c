#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>

namespace reluscope {

inline bool is_digit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

/// Reads a decimal number ("-1.5", "+3", ".5", "1e-3"; no spaces, no hexadecimal) at the start of [begin, end), and
/// nothing after it. Returns where it ends, `begin` if there is none. The value is the nearest double; "inf" and
/// "nan" are read too, and what lies beyond the doubles is read as infinite: the caller decides what to do with them.
const char* parse_number(const char* begin, const char* end, double& value);

/// The whole text as a number, none if it is not one.
std::optional<double> parse_number(std::string_view text);

/// Whether the value is finite, and still is when rounded to float32: the bound lies halfway between the greatest
/// float32 and the next that there would be.
inline bool is_finite_float(double value) { return std::abs(value) < 0x1.ffffffp127; }

/// Whether the double lies halfway between two neighbouring float32, or among the denormal ones.
inline bool may_be_halfway(double value) {
  const bool is_halfway = (std::bit_cast<std::uint64_t>(value) & 0x1FFFFFFF) == 0x10000000;
  return is_halfway || (std::abs(value) < 0x1p-126 && value != 0);
}

/// For the nearest double to the decimal number [begin, end), if it may be halfway: the same, or the next double on the
/// number's side, so that rounding it once more gives the nearest float32 (16777217.000000001 is nearer to 16777218).
double on_its_side(double value, const char* begin, const char* end);

}  // namespace reluscope
