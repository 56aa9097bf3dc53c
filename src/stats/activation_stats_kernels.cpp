#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <type_traits>

#include "model/activation_functions.hpp"
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
// most 64 roundings of 2⁻²⁴ go into a sum. Squares are summed in double throughout: one may leave
// the range of float. Two vectors of AVX-512 abreast take less time than one after the other.
constexpr std::size_t k_wide = 32;
constexpr std::size_t k_narrow = 16;
constexpr std::size_t k_strip_rows = 64;

template <std::size_t k_lanes>
struct Strip {
  std::int32_t active[k_lanes];
  float sum[k_lanes];
  float absolute_sum[k_lanes];
  double square_sum[k_lanes];
  float max[k_lanes];         // of the rows before too
  float derivative[k_lanes];  // the greatest, of the rows before too
};

/// zh: the strip's first value; a row is `stride` after the one before; bias: of its units; strip: the
/// greatest values read and written, the rest written. The sums are plain local arrays: those stay in registers.
template <std::size_t k_lanes, class F>
void sum_strip(F f, float* zh, const float* bias, std::size_t rows, std::size_t stride, Strip<k_lanes>& strip) {
  std::int32_t active[k_lanes] = {};
  constexpr ActivationTraits k_traits = traits_of(F::k_kind);
  float sum[k_lanes] = {}, absolute_sum[k_lanes] = {};
  double square_sum[k_lanes] = {};
  float max[k_lanes], derivative[k_lanes], b[k_lanes];
  std::copy_n(strip.max, k_lanes, max);
  std::copy_n(strip.derivative, k_lanes, derivative);
  std::copy_n(bias, k_lanes, b);
  for (std::size_t j = 0; j < rows; ++j, zh += stride) {
    for (std::size_t i = 0; i < k_lanes; ++i) {
      const float z = zh[i] + b[i];
      active[i] += z > 0;
      max[i] = z > max[i] ? z : max[i];
      zh[i] = f.value(z);
      if constexpr (k_traits.saturates) {
        const float slope = std::abs(f.backward(1.0F, k_traits.keeps_z ? z : zh[i]));
        derivative[i] = slope > derivative[i] ? slope : derivative[i];
      }
    }
    // the ReLU's mark of z < 0, −0, adds nothing; in one loop with the above GCC works out the squares of z, and masks
    // them
    for (std::size_t i = 0; i < k_lanes; ++i) {
      sum[i] += zh[i];
      if constexpr (!k_traits.is_never_negative) absolute_sum[i] += std::abs(zh[i]);
      square_sum[i] += static_cast<double>(zh[i]) * zh[i];
    }
  }
  std::copy_n(active, k_lanes, strip.active);
  std::copy_n(sum, k_lanes, strip.sum);
  std::copy_n(k_traits.is_never_negative ? sum : absolute_sum, k_lanes, strip.absolute_sum);
  std::copy_n(square_sum, k_lanes, strip.square_sum);
  std::copy_n(max, k_lanes, strip.max);
  std::copy_n(derivative, k_lanes, strip.derivative);
}

struct Sums {
  double sum = 0, absolute_sum = 0, square_sum = 0;
};

/// Those of one unit, for the rare ones that leave the range of float; what is not a number counts as 0.
Sums column_sums(MatrixView<const float> h, std::size_t unit) {
  Sums sums;
  for (std::size_t j = 0; j < h.rows(); ++j) {
    const double value = h.row(j)[unit], counted = value == value ? value : 0;
    sums.sum += counted;
    sums.absolute_sum += std::abs(counted);
    sums.square_sum += counted * counted;
  }
  return sums;
}

/// Adds what a strip says of its first `units` units to those of the layer from `first` on; h: the strip's rows.
template <std::size_t k_lanes>
void add(const Strip<k_lanes>& strip, MatrixView<const float> h, std::size_t first, std::size_t units,
         ActivationStats& stats) {
  double sum[k_lanes], absolute_sum[k_lanes], square_sum[k_lanes];
  std::copy_n(strip.sum, units, sum);
  std::copy_n(strip.absolute_sum, units, absolute_sum);
  std::copy_n(strip.square_sum, units, square_sum);
  for (std::size_t i = 0; i < units; ++i) {
    if (std::isfinite(strip.absolute_sum[i])) continue;
    const Sums sums = column_sums(h, first + i);
    sum[i] = sums.sum;
    absolute_sum[i] = sums.absolute_sum;
    square_sum[i] = sums.square_sum;
  }
  for (std::size_t i = 0; i < units; ++i) stats.active_rows[first + i] += strip.active[i];
  for (std::size_t i = 0; i < units; ++i) stats.activation_sum[first + i] += sum[i];
  for (std::size_t i = 0; i < units; ++i) stats.absolute_sum[first + i] += absolute_sum[i];
  for (std::size_t i = 0; i < units; ++i) stats.square_sum[first + i] += square_sum[i];
  std::copy_n(strip.max, units, stats.max_preactivation.data() + first);
  std::copy_n(strip.derivative, units, stats.max_derivative.data() + first);
}

/// Adds k_lanes units of at most k_strip_rows rows.
template <std::size_t k_lanes, class F>
void add_strip(F f, MatrixView<float> zh, const float* bias, std::size_t first, ActivationStats& stats) {
  Strip<k_lanes> strip;
  std::copy_n(stats.max_preactivation.data() + first, k_lanes, strip.max);
  std::copy_n(stats.max_derivative.data() + first, k_lanes, strip.derivative);
  sum_strip(f, zh.data() + first, bias + first, zh.rows(), zh.columns(), strip);
  add(strip, zh, first, k_lanes, stats);
}

/// The same for the last units of a layer, fewer than k_narrow: on a copy that is as wide as a strip.
template <class F>
void add_last_strip(F f, MatrixView<float> zh, const float* bias, std::size_t first, ActivationStats& stats) {
  const std::size_t units = zh.columns() - first;
  float wide[k_strip_rows * k_narrow] = {};
  float wide_bias[k_narrow] = {};
  Strip<k_narrow> strip = {};
  for (std::size_t j = 0; j < zh.rows(); ++j) std::copy_n(&zh.row(j)[first], units, wide + j * k_narrow);
  std::copy_n(bias + first, units, wide_bias);
  std::copy_n(stats.max_preactivation.data() + first, units, strip.max);
  std::copy_n(stats.max_derivative.data() + first, units, strip.derivative);
  sum_strip(f, wide, wide_bias, zh.rows(), k_narrow, strip);
  for (std::size_t j = 0; j < zh.rows(); ++j) std::copy_n(wide + j * k_narrow, units, &zh.row(j)[first]);
  add(strip, zh, first, units, stats);
}

template <class F>
void add_rows_of(F f, MatrixView<float> zh, std::span<const float> bias, ActivationStats& stats) {
  for (std::size_t first_row = 0; first_row < zh.rows(); first_row += k_strip_rows) {
    const MatrixView<float> rows = zh.rows(first_row, std::min(k_strip_rows, zh.rows() - first_row));
    std::size_t first = 0;
    for (; first + k_wide <= zh.columns(); first += k_wide) add_strip<k_wide>(f, rows, bias.data(), first, stats);
    for (; first + k_narrow <= zh.columns(); first += k_narrow) add_strip<k_narrow>(f, rows, bias.data(), first, stats);
    if (first < zh.columns()) add_last_strip(f, rows, bias.data(), first, stats);
  }
}

void add_rows(MatrixView<float> zh, std::span<const float> bias, const Activation& activation, ActivationStats& stats) {
  with_function<float>(activation, [&](auto f) { add_rows_of(f, zh, bias, stats); });
}

}  // namespace
}  // namespace reluscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace reluscope {

ActivationStats::ActivationStats(std::size_t units)
    : active_rows(units),
      activation_sum(units),
      absolute_sum(units),
      square_sum(units),
      max_preactivation(units, -std::numeric_limits<float>::infinity()),
      max_derivative(units) {}

void ActivationStats::activate_and_accumulate(MatrixView<float> zh, std::span<const float> bias, const Activation& f) {
  assert(bias.size() == zh.columns() && active_rows.size() == zh.columns());
  RELUSCOPE_DISPATCH(add_rows)(zh, bias, f, *this);
}

void ActivationStats::merge(const ActivationStats& other) {
  for (std::size_t i = 0; i < active_rows.size(); ++i) {
    active_rows[i] += other.active_rows[i];
    activation_sum[i] += other.activation_sum[i];
    absolute_sum[i] += other.absolute_sum[i];
    square_sum[i] += other.square_sum[i];
    max_preactivation[i] = std::max(max_preactivation[i], other.max_preactivation[i]);
    max_derivative[i] = std::max(max_derivative[i], other.max_derivative[i]);
  }
}

void ActivationStats::clear() {
  std::ranges::fill(active_rows, 0);
  std::ranges::fill(activation_sum, 0);
  std::ranges::fill(absolute_sum, 0);
  std::ranges::fill(square_sum, 0);
  std::ranges::fill(max_preactivation, -std::numeric_limits<float>::infinity());
  std::ranges::fill(max_derivative, 0.0F);
}

}  // namespace reluscope
#endif
