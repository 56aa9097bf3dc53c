#include "support/number.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <system_error>

namespace reluscope {
namespace {

constexpr std::array<double, 23> k_powers_of_ten = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/// Any number the standard knows, with a sign already taken off.
const char* parse_any(const char* begin, const char* end, double& value) {
  const auto [past, error] = std::from_chars(begin, end, value);
  if (error == std::errc::invalid_argument) return begin;
  // too great or too small for a double: strtod tells the two apart
  if (error == std::errc::result_out_of_range) value = std::strtod(std::string(begin, past).c_str(), nullptr);
  return past;
}

}  // namespace

const char* parse_number(const char* begin, const char* end, double& value) {
  const char* p = begin;
  const bool negative = p < end && *p == '-';
  if (p < end && (*p == '-' || *p == '+')) ++p;
  const char* const unsigned_begin = p;

  std::uint64_t digits = 0;
  for (; p < end && is_digit(*p); ++p) digits = digits * 10 + static_cast<std::uint64_t>(*p - '0');
  std::ptrdiff_t count = p - unsigned_begin, decimals = 0;
  if (p < end && *p == '.') {
    const char* const point = p++;
    for (; p < end && is_digit(*p); ++p) digits = digits * 10 + static_cast<std::uint64_t>(*p - '0');
    decimals = p - point - 1;
    count += decimals;
  }
  const bool has_exponent = p < end && (*p == 'e' || *p == 'E');

  // Clinger 1990: if the digits fit a double and the power of ten is exact, one rounding gives the nearest double.
  if (count > 0 && count <= 18 && digits <= (std::uint64_t{1} << 53) && !has_exponent) {
    value = static_cast<double>(digits) / k_powers_of_ten[static_cast<std::size_t>(decimals)];
  } else {
    // from_chars would take a second sign
    p = unsigned_begin < end && *unsigned_begin != '-' ? parse_any(unsigned_begin, end, value) : unsigned_begin;
    if (p == unsigned_begin) return begin;
  }
  if (negative) value = -value;
  return p;
}

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  if (text.empty() || parse_number(text.data(), end, value) != end) return std::nullopt;
  return value;
}

double on_its_side(double value, const char* begin, const char* end) {
  if (begin < end && *begin == '+') ++begin;
  float nearest = 0;
  const auto [past, error] = std::from_chars(begin, end, nearest);
  if (error != std::errc() || static_cast<float>(value) == nearest) return value;
  return std::nextafter(value, static_cast<double>(nearest));
}

}  // namespace reluscope
