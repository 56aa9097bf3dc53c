#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>

#include "activation_file/npy_bytes.hpp"
#include "activation_file/stored_rows.hpp"
#include "support/small_floats.hpp"

using namespace reluscope;

TEST_SUITE("stored floats") {

TEST_CASE("every half is the number that its sign, exponent and fraction say") {
  for (unsigned bits = 0; bits < 0x10000; ++bits) {
    const int exponent = static_cast<int>(bits >> 10 & 31), fraction = static_cast<int>(bits & 1023);
    const double sign = bits >> 15 != 0 ? -1 : 1;
    const float value = from_half(static_cast<std::uint16_t>(bits));
    if (exponent == 31 && fraction != 0) {
      CHECK(std::isnan(value));
      continue;
    }
    const double expected = exponent == 31  ? std::numeric_limits<double>::infinity()
                            : exponent == 0 ? std::ldexp(fraction, -24)
                                            : std::ldexp(1024 + fraction, exponent - 25);
    CHECK(static_cast<double>(value) == sign * expected);
    CHECK(std::signbit(value) == (sign < 0));
  }
}

TEST_CASE("a double becomes the nearest float; what is beyond it infinite, and what is not 0 does not become 0") {
  const double huge = 0x1.ffffffp127;  // halfway between the greatest float and the next there would be
  const std::vector<double> values = {0.1,    -0.0,     1e300,        -1e300,   std::nextafter(huge, 0), huge, 1e-60,
                                      -1e-60, 0x1p-150, std::nan(""), -INFINITY};
  std::vector<float> floats(values.size());
  load_floats({8, false}, reinterpret_cast<const char*>(values.data()), values.size(), floats.data(), 1);
  const float least = std::numeric_limits<float>::denorm_min(), most = std::numeric_limits<float>::max();
  const std::vector<float> expected = {0.1F, -0.0F, INFINITY, -INFINITY, most, INFINITY, least, -least, least};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CAPTURE(i);
    CHECK(floats[i] == expected[i]);
    CHECK(std::signbit(floats[i]) == std::signbit(expected[i]));
  }
  CHECK(std::isnan(floats[9]));
  CHECK(floats[10] == -INFINITY);
}

TEST_CASE("rows by rows and by columns, in either order of bytes, are the same numbers") {
  constexpr std::size_t k_rows = 5, k_units = 3;
  for (const bool is_big : {false, true})
    for (const bool is_by_columns : {false, true}) {
      StoredRows stored{.rows = k_rows, .units = k_units, .format = {4, is_big}, .is_by_columns = is_by_columns};
      for (std::size_t i = 0; i < k_rows * k_units; ++i) {
        const std::size_t row = is_by_columns ? i % k_rows : i / k_units,
                          unit = is_by_columns ? i / k_rows : i % k_units;
        std::string bytes = bytes_of(std::vector<float>{static_cast<float>(10 * row + unit)});
        if (is_big) std::reverse(bytes.begin(), bytes.end());
        stored.bytes.insert(stored.bytes.end(), bytes.begin(), bytes.end());
      }
      std::vector<float> loaded(2 * k_units);
      stored.load(2, {loaded.data(), 2, k_units});
      CHECK(loaded == std::vector<float>{20, 21, 22, 30, 31, 32});
      CHECK(stored.value(4, 1) == 41);
    }
}

}  // TEST_SUITE("stored floats")
