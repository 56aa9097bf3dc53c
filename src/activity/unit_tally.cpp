#include "activity/unit_tally.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "support/vectorise.hpp"

namespace reluscope {
namespace {

// A strip of units is summed in float over few rows, so that every sum stays in a register or the first cache, and is
// then added up in double: at most 64 roundings of 2⁻²⁴ go into a sum of positive numbers.
constexpr std::size_t k_strip_units = 64;
constexpr std::size_t k_strip_rows = 64;

struct Strip {
  std::array<std::int32_t, k_strip_units> active;
  std::array<float, k_strip_units> sum;
  std::array<double, k_strip_units> square_sum;  // a square may leave the range of float
};

/// z: the strip's first value; a row is `stride` after the one before; max: units values (read and written).
RELUSCOPE_VECTORISE void tally_strip(const float* z, std::size_t rows, std::size_t units, std::size_t stride,
                                     Strip& strip, float* max) {
  strip = {};
  for (std::size_t j = 0; j < rows; ++j, z += stride) {
    for (std::size_t i = 0; i < units; ++i) {
      const float h = z[i] > 0 ? z[i] : 0;
      strip.active[i] += z[i] > 0;
      strip.sum[i] += h;
      strip.square_sum[i] += static_cast<double>(h) * h;
      max[i] = z[i] > max[i] ? z[i] : max[i];
    }
  }
}

/// Σ max(0, z) of one unit, for the rare sums that leave the range of float.
double column_sum(MatrixView<const float> z, std::size_t unit) {
  double sum = 0;
  for (std::size_t j = 0; j < z.rows(); ++j) sum += std::max(0.0F, z.row(j)[unit]);
  return sum;
}

}  // namespace

UnitTally::UnitTally(std::size_t units)
    : active_rows(units),
      activation_sum(units),
      square_sum(units),
      max_preactivation(units, -std::numeric_limits<float>::infinity()) {}

void UnitTally::add(MatrixView<const float> z) {
  Strip strip;
  for (std::size_t first_row = 0; first_row < z.rows(); first_row += k_strip_rows) {
    const std::size_t rows = std::min(k_strip_rows, z.rows() - first_row);
    for (std::size_t first = 0; first < z.columns(); first += k_strip_units) {
      const std::size_t units = std::min(k_strip_units, z.columns() - first);
      tally_strip(z.row(first_row).data() + first, rows, units, z.columns(), strip, max_preactivation.data() + first);
      for (std::size_t i = 0; i < units; ++i) {
        active_rows[first + i] += strip.active[i];
        activation_sum[first + i] +=
            std::isfinite(strip.sum[i]) ? strip.sum[i] : column_sum(z.rows(first_row, rows), first + i);
        square_sum[first + i] += strip.square_sum[i];
      }
    }
  }
}

void UnitTally::merge(const UnitTally& other) {
  for (std::size_t i = 0; i < active_rows.size(); ++i) {
    active_rows[i] += other.active_rows[i];
    activation_sum[i] += other.activation_sum[i];
    square_sum[i] += other.square_sum[i];
    max_preactivation[i] = std::max(max_preactivation[i], other.max_preactivation[i]);
  }
}

}  // namespace reluscope
