#include <algorithm>
#include <cmath>

#include "support/elementary.hpp"
#include "train/loss.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "train/loss_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "linalg/dispatch.hpp"

HWY_BEFORE_NAMESPACE();
namespace reluscope::HWY_NAMESPACE {
namespace {

template <class T>
void exponentiate(T* values, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) values[i] = exponential(values[i]);
}

// Rows are processed in blocks: a row is short, and reduced in its order, so the loop that vectorises is over rows.
constexpr std::size_t k_row_block = 64;

/// result[r] = reduce(result[r], y_rk, k) for every k in turn. y: rows × columns; result: one for each row (read and
/// written).
template <class T, class Result>
inline void reduce_rows(const T* y, std::size_t rows, std::size_t columns, Result* result, auto reduce) {
  for (std::size_t k = 0; k < columns; ++k)
    for (std::size_t r = 0; r < rows; ++r) result[r] = reduce(result[r], y[r * columns + k], k);
}

/// y_rk = change(y_rk, by[r]). y: rows × columns (read and written).
template <class T>
inline void change_rows(T* y, std::size_t rows, std::size_t columns, const T* by, auto change) {
  for (std::size_t r = 0; r < rows; ++r, y += columns)
    for (std::size_t k = 0; k < columns; ++k) y[k] = change(y[k], by[r]);
}

/// Subtracts from each row its greatest value.
template <class T>
void shift_rows(T* y, std::size_t rows, std::size_t columns) {
  T greatest[k_row_block];
  for (std::size_t r = 0; r < rows; ++r) greatest[r] = y[r * columns];
  reduce_rows(y, rows, columns, greatest, [](T a, T b, std::size_t) { return b > a ? b : a; });
  change_rows(y, rows, columns, greatest, [](T a, T b) { return a - b; });
}

template <class T>
void row_sums(const T* y, std::size_t rows, std::size_t columns, T* sum) {
  std::fill_n(sum, rows, T(0));
  reduce_rows(y, rows, columns, sum, [](T a, T b, std::size_t) { return a + b; });
}

/// Scales each row from its sum `sum` to the sum `total`.
template <class T>
void scale_rows(T* y, std::size_t rows, std::size_t columns, const T* sum, T total) {
  T scale[k_row_block];
  for (std::size_t r = 0; r < rows; ++r) scale[r] = total / sum[r];
  change_rows(y, rows, columns, scale, [](T a, T b) { return a * b; });
}

/// The rows whose first 0 is at their label.
std::size_t count_labelled_zeros(const float* y, std::size_t rows, std::size_t columns, const std::int32_t* labels) {
  std::int32_t zero[k_row_block];
  std::fill_n(zero, rows, -1);
  reduce_rows(y, rows, columns, zero, [](std::int32_t first, float value, std::size_t k) {
    return ((first < 0) & (value == 0)) ? static_cast<std::int32_t>(k) : first;
  });
  std::int32_t count = 0;
  for (std::size_t r = 0; r < rows; ++r) count += zero[r] == labels[r];
  return count;
}

/// loss + Σ ln sum[r], added in their order.
template <class T>
double add_logarithms(double loss, const T* sum, std::size_t rows) {
  double logarithms[k_row_block];
  for (std::size_t r = 0; r < rows; ++r) logarithms[r] = logarithm(sum[r]);
  for (std::size_t r = 0; r < rows; ++r) loss += logarithms[r];
  return loss;
}

/// Calls visit(first row, rows) for each block, in order.
void for_each_row_block(std::size_t rows, auto visit) {
  for (std::size_t first = 0; first < rows; first += k_row_block) visit(first, std::min(k_row_block, rows - first));
}

/// Subtracts from each row its greatest logit: the softmax is the same, and no exponential overflows. Returns
/// −Σ_j y_j,label of the shifted logits.
template <class T>
double shift_logits(MatrixView<T> logits, std::span<const std::int32_t> labels) {
  double loss = 0;
  for_each_row_block(logits.rows(), [&](std::size_t first, std::size_t rows) {
    T* const y = logits.row(first).data();
    shift_rows(y, rows, logits.columns());
    for (std::size_t r = 0; r < rows; ++r) loss -= y[r * logits.columns() + labels[first + r]];
  });
  return loss;
}

Score cross_entropy(MatrixView<float> logits, std::span<const std::int32_t> labels) {
  Score score{shift_logits(logits, labels), 0};
  for_each_row_block(logits.rows(), [&](std::size_t first, std::size_t rows) {
    float* const y = logits.row(first).data();
    score.correct += count_labelled_zeros(y, rows, logits.columns(), &labels[first]);
    exponentiate(y, rows * logits.columns());
    float sum[k_row_block];
    row_sums(y, rows, logits.columns(), sum);
    score.loss_sum = add_logarithms(score.loss_sum, sum, rows);
  });
  return score;
}

template <class T>
double cross_entropy_and_gradient(MatrixView<T> outputs, std::span<const std::int32_t> labels) {
  double loss = shift_logits(outputs, labels);
  const T batch_share = T(1) / static_cast<T>(outputs.rows());
  for_each_row_block(outputs.rows(), [&](std::size_t first, std::size_t rows) {
    T* const y = outputs.row(first).data();
    exponentiate(y, rows * outputs.columns());
    T sum[k_row_block];
    row_sums(y, rows, outputs.columns(), sum);
    loss = add_logarithms(loss, sum, rows);
    scale_rows(y, rows, outputs.columns(), sum, batch_share);
    for (std::size_t r = 0; r < rows; ++r) y[r * outputs.columns() + labels[first + r]] -= batch_share;
  });
  return loss;
}

}  // namespace
}  // namespace reluscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace reluscope {
namespace {

Score squared_error(MatrixView<const float> outputs, std::span<const float> values) {
  double loss = 0;
  for (std::size_t j = 0; j < outputs.rows(); ++j) {
    const float residual = outputs.data()[j] - values[j];
    loss += static_cast<double>(residual) * residual;
  }
  return {loss, 0};
}

}  // namespace

template <class T>
double cross_entropy_with_gradient(MatrixView<T> outputs, std::span<const std::int32_t> labels) {
  return RELUSCOPE_DISPATCH(cross_entropy_and_gradient<T>)(outputs, labels);
}

template <class T>
double squared_error_with_gradient(MatrixView<T> outputs, std::span<const T> values) {
  double loss = 0;
  const T scale = T(2) / static_cast<T>(outputs.rows());
  for (std::size_t j = 0; j < outputs.rows(); ++j) {
    T& y = outputs.data()[j];
    const T residual = y - values[j];
    loss += static_cast<double>(residual) * residual;
    y = scale * residual;
  }
  return loss;
}

double loss_with_gradient(MatrixView<float> outputs, const Samples& samples) {
  if (!samples.labels.empty()) return cross_entropy_with_gradient(outputs, samples.labels);
  return squared_error_with_gradient(outputs, samples.values);
}

Score score(MatrixView<float> outputs, const Samples& samples) {
  if (!samples.labels.empty()) return RELUSCOPE_DISPATCH(cross_entropy)(outputs, samples.labels);
  return squared_error(outputs, samples.values);
}

template double cross_entropy_with_gradient<float>(MatrixView<float>, std::span<const std::int32_t>);
template double cross_entropy_with_gradient<double>(MatrixView<double>, std::span<const std::int32_t>);
template double squared_error_with_gradient<float>(MatrixView<float>, std::span<const float>);
template double squared_error_with_gradient<double>(MatrixView<double>, std::span<const double>);

}  // namespace reluscope
#endif
