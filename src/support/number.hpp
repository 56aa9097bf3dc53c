#pragma once

#include <cmath>
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

}  // namespace reluscope
