#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "model/relu.hpp"
#include "stats/activation_stats.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "stats/activation_stats_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "linalg/dispatch.hpp"

HWY_BEFORE_NAMESPACE();
namespace reluscope::HWY_NAMESPACE {
namespace {

// A few units are summed in float over few rows, so that every sum stays in a register, and then added up in double: at
// most 64 roundings of 2⁻²⁴ go into a sum of positive numbers. Squares are summed in double throughout: one may leave
// the range of float. Two vectors of AVX-512 abreast take less time than one after the other.
constexpr std::size_t k_wide = 32;
constexpr std::size_t k_narrow = 16;
constexpr std::size_t k_strip_rows = 64;

template <std::size_t k_lanes>
struct Strip {
  std::int32_t active[k_lanes];
  float sum[k_lanes];
  double square_sum[k_lanes];
  float max[k_lanes];  // of the rows before too
};

/// zh: the strip's first value; a row is `stride` after the one before; bias: of its units; strip: max read and
/// written, the rest written. The sums are plain local arrays: those stay in registers.
template <std::size_t k_lanes>
void sum_strip(float* zh, const float* bias, std::size_t rows, std::size_t stride, Strip<k_lanes>& strip) {
  std::int32_t active[k_lanes] = {};
  float sum[k_lanes] = {};
  double square_sum[k_lanes] = {};
  float max[k_lanes], b[k_lanes];
  std::copy_n(strip.max, k_lanes, max);
  std::copy_n(bias, k_lanes, b);
  for (std::size_t j = 0; j < rows; ++j, zh += stride) {
    for (std::size_t i = 0; i < k_lanes; ++i) {
      const float z = zh[i] + b[i];
      active[i] += z > 0;
      max[i] = z > max[i] ? z : max[i];
      zh[i] = rectified(z);
    }
    // the mark of z < 0, −0, adds nothing; in one loop with the above GCC works out the squares of z, and masks them
    for (std::size_t i = 0; i < k_lanes; ++i) {
      sum[i] += zh[i];
      square_sum[i] += static_cast<double>(zh[i]) * zh[i];
    }
  }
  std::copy_n(active, k_lanes, strip.active);
  std::copy_n(sum, k_lanes, strip.sum);
  std::copy_n(square_sum, k_lanes, strip.square_sum);
  std::copy_n(max, k_lanes, strip.max);
}

struct Sums {
  double sum = 0, square_sum = 0;
};

/// Those of one unit, for the rare ones that leave the range of float; what is not a number counts as 0.
Sums column_sums(MatrixView<const float> h, std::size_t unit) {
  Sums sums;
  for (std::size_t j = 0; j < h.rows(); ++j) {
    const double active = std::max(0.0F, h.row(j)[unit]);
    sums.sum += active;
    sums.square_sum += active * active;
  }
  return sums;
}

/// Adds what a strip says of its first `units` units to those of the layer from `first` on; h: the strip's rows.
template <std::size_t k_lanes>
void add(const Strip<k_lanes>& strip, MatrixView<const float> h, std::size_t first, std::size_t units,
         ActivationStats& stats) {
  double sum[k_lanes], square_sum[k_lanes];
  std::copy_n(strip.sum, units, sum);
  std::copy_n(strip.square_sum, units, square_sum);
  for (std::size_t i = 0; i < units; ++i) {
    if (std::isfinite(strip.sum[i])) continue;
    const Sums sums = column_sums(h, first + i);
    sum[i] = sums.sum;
    square_sum[i] = sums.square_sum;
  }
  for (std::size_t i = 0; i < units; ++i) stats.active_rows[first + i] += strip.active[i];
  for (std::size_t i = 0; i < units; ++i) stats.activation_sum[first + i] += sum[i];
  for (std::size_t i = 0; i < units; ++i) stats.square_sum[first + i] += square_sum[i];
  std::copy_n(strip.max, units, stats.max_preactivation.data() + first);
}

/// Adds k_lanes units of at most k_strip_rows rows.
template <std::size_t k_lanes>
void add_strip(MatrixView<float> zh, const float* bias, std::size_t first, ActivationStats& stats) {
  Strip<k_lanes> strip;
  std::copy_n(stats.max_preactivation.data() + first, k_lanes, strip.max);
  sum_strip(zh.data() + first, bias + first, zh.rows(), zh.columns(), strip);
  add(strip, zh, first, k_lanes, stats);
}

/// The same for the last units of a layer, fewer than k_narrow: on a copy that is as wide as a strip.
void add_last_strip(MatrixView<float> zh, const float* bias, std::size_t first, ActivationStats& stats) {
  const std::size_t units = zh.columns() - first;
  float wide[k_strip_rows * k_narrow] = {};
  float wide_bias[k_narrow] = {};
  Strip<k_narrow> strip = {};
  for (std::size_t j = 0; j < zh.rows(); ++j) std::copy_n(&zh.row(j)[first], units, wide + j * k_narrow);
  std::copy_n(bias + first, units, wide_bias);
  std::copy_n(stats.max_preactivation.data() + first, units, strip.max);
  sum_strip(wide, wide_bias, zh.rows(), k_narrow, strip);
  for (std::size_t j = 0; j < zh.rows(); ++j) std::copy_n(wide + j * k_narrow, units, &zh.row(j)[first]);
  add(strip, zh, first, units, stats);
}

void add_rows(MatrixView<float> zh, std::span<const float> bias, ActivationStats& stats) {
  for (std::size_t first_row = 0; first_row < zh.rows(); first_row += k_strip_rows) {
    const MatrixView<float> rows = zh.rows(first_row, std::min(k_strip_rows, zh.rows() - first_row));
    std::size_t first = 0;
    for (; first + k_wide <= zh.columns(); first += k_wide) add_strip<k_wide>(rows, bias.data(), first, stats);
    for (; first + k_narrow <= zh.columns(); first += k_narrow) add_strip<k_narrow>(rows, bias.data(), first, stats);
    if (first < zh.columns()) add_last_strip(rows, bias.data(), first, stats);
  }
}

}  // namespace
}  // namespace reluscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace reluscope {

ActivationStats::ActivationStats(std::size_t units)
    : active_rows(units),
      activation_sum(units),
      square_sum(units),
      max_preactivation(units, -std::numeric_limits<float>::infinity()) {}

void ActivationStats::bias_relu_and_accumulate(MatrixView<float> zh, std::span<const float> bias) {
  assert(bias.size() == zh.columns() && active_rows.size() == zh.columns());
  RELUSCOPE_DISPATCH(add_rows)(zh, bias, *this);
}

void ActivationStats::merge(const ActivationStats& other) {
  for (std::size_t i = 0; i < active_rows.size(); ++i) {
    active_rows[i] += other.active_rows[i];
    activation_sum[i] += other.activation_sum[i];
    square_sum[i] += other.square_sum[i];
    max_preactivation[i] = std::max(max_preactivation[i], other.max_preactivation[i]);
  }
}

void ActivationStats::clear() {
  std::ranges::fill(active_rows, 0);
  std::ranges::fill(activation_sum, 0);
  std::ranges::fill(square_sum, 0);
  std::ranges::fill(max_preactivation, -std::numeric_limits<float>::infinity());
}

}  // namespace reluscope
#endif
