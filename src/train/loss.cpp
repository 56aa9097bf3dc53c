#include "train/loss.hpp"

#include <algorithm>
#include <cmath>

#include "linalg/exponential.hpp"
#include "linalg/vectorise.hpp"

namespace reluscope {
namespace {

template <class T>
RELUSCOPE_VECTORISE void exponentiate(T* values, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) values[i] = exponential(values[i]);
}

// Rows are short, and each is folded in its order; so several are gone through side by side. A strip of them has room
// for what its rows are folded to.
constexpr std::size_t k_rows_abreast = 16;
constexpr std::size_t k_strip_rows = 64;

/// result[r] = fold(result[r], y_rk, k) for every k in turn. y: rows × columns; result: of each row (read and written).
template <class T, class Result>
inline void fold_rows(const T* y, std::size_t rows, std::size_t columns, Result* result, auto fold) {
  if (columns == 2) {
    for (std::size_t r = 0; r < rows; ++r) result[r] = fold(fold(result[r], y[2 * r], 0), y[2 * r + 1], 1);
    return;
  }
  for (; rows >= k_rows_abreast; rows -= k_rows_abreast, y += k_rows_abreast * columns, result += k_rows_abreast)
    for (std::size_t k = 0; k < columns; ++k)
      for (std::size_t r = 0; r < k_rows_abreast; ++r) result[r] = fold(result[r], y[r * columns + k], k);
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t k = 0; k < columns; ++k) result[r] = fold(result[r], y[r * columns + k], k);
}

/// y_rk = change(y_rk, by[r]). y: rows × columns (read and written).
template <class T>
inline void change_rows(T* y, std::size_t rows, std::size_t columns, const T* by, auto change) {
  if (columns == 2) {
    for (std::size_t r = 0; r < rows; ++r) {
      y[2 * r] = change(y[2 * r], by[r]);
      y[2 * r + 1] = change(y[2 * r + 1], by[r]);
    }
  } else {
    for (std::size_t r = 0; r < rows; ++r, y += columns)
      for (std::size_t k = 0; k < columns; ++k) y[k] = change(y[k], by[r]);
  }
}

/// Takes from each row its greatest value.
template <class T>
RELUSCOPE_VECTORISE void shift_rows(T* y, std::size_t rows, std::size_t columns) {
  T greatest[k_strip_rows];
  for (std::size_t r = 0; r < rows; ++r) greatest[r] = y[r * columns];
  fold_rows(y, rows, columns, greatest, [](T a, T b, std::size_t) { return b > a ? b : a; });
  change_rows(y, rows, columns, greatest, [](T a, T b) { return a - b; });
}

template <class T>
RELUSCOPE_VECTORISE void row_sums(const T* y, std::size_t rows, std::size_t columns, T* sum) {
  std::fill_n(sum, rows, T(0));
  fold_rows(y, rows, columns, sum, [](T a, T b, std::size_t) { return a + b; });
}

/// Makes the sum of each row, which is `sum` now, `total`.
template <class T>
RELUSCOPE_VECTORISE void scale_rows(T* y, std::size_t rows, std::size_t columns, const T* sum, T total) {
  T scale[k_strip_rows];
  for (std::size_t r = 0; r < rows; ++r) scale[r] = total / sum[r];
  change_rows(y, rows, columns, scale, [](T a, T b) { return a * b; });
}

/// Rows whose first 0 is their label's.
RELUSCOPE_VECTORISE std::size_t count_labelled_zeros(const float* y, std::size_t rows, std::size_t columns,
                                                     const std::int32_t* labels) {
  std::int32_t zero[k_strip_rows];
  std::fill_n(zero, rows, -1);
  fold_rows(y, rows, columns, zero, [](std::int32_t first, float value, std::size_t k) {
    return (first < 0) & (value == 0) ? static_cast<std::int32_t>(k) : first;
  });
  std::int32_t count = 0;
  for (std::size_t r = 0; r < rows; ++r) count += zero[r] == labels[r];
  return count;
}

/// Calls visit(first row, rows) for each strip, in order.
void for_each_strip(std::size_t rows, auto visit) {
  for (std::size_t first = 0; first < rows; first += k_strip_rows) visit(first, std::min(k_strip_rows, rows - first));
}

/// Takes from each row its greatest logit: the softmax stays, and no exponential overflows. Returns −Σ_j y_j,label of
/// what is left.
template <class T>
double shift_logits(MatrixView<T> logits, std::span<const std::int32_t> labels) {
  double loss = 0;
  for_each_strip(logits.rows(), [&](std::size_t first, std::size_t rows) {
    T* const y = logits.row(first).data();
    shift_rows(y, rows, logits.columns());
    for (std::size_t r = 0; r < rows; ++r) loss -= y[r * logits.columns() + labels[first + r]];
  });
  return loss;
}

Score cross_entropy(MatrixView<float> logits, std::span<const std::int32_t> labels) {
  Score score{shift_logits(logits, labels), 0};
  for_each_strip(logits.rows(), [&](std::size_t first, std::size_t rows) {
    float* const y = logits.row(first).data();
    score.correct += count_labelled_zeros(y, rows, logits.columns(), &labels[first]);
    exponentiate(y, rows * logits.columns());
    float sum[k_strip_rows];
    row_sums(y, rows, logits.columns(), sum);
    for (std::size_t r = 0; r < rows; ++r) score.loss_sum += std::log(sum[r]);
  });
  return score;
}

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
  double loss = shift_logits(outputs, labels);
  const T batch_share = T(1) / static_cast<T>(outputs.rows());
  for_each_strip(outputs.rows(), [&](std::size_t first, std::size_t rows) {
    T* const y = outputs.row(first).data();
    exponentiate(y, rows * outputs.columns());
    T sum[k_strip_rows];
    row_sums(y, rows, outputs.columns(), sum);
    for (std::size_t r = 0; r < rows; ++r) loss += std::log(sum[r]);
    scale_rows(y, rows, outputs.columns(), sum, batch_share);
    for (std::size_t r = 0; r < rows; ++r) y[r * outputs.columns() + labels[first + r]] -= batch_share;
  });
  return loss;
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
  if (!samples.labels.empty()) return cross_entropy(outputs, samples.labels);
  return squared_error(outputs, samples.values);
}

template double cross_entropy_with_gradient<float>(MatrixView<float>, std::span<const std::int32_t>);
template double cross_entropy_with_gradient<double>(MatrixView<double>, std::span<const std::int32_t>);
template double squared_error_with_gradient<float>(MatrixView<float>, std::span<const float>);
template double squared_error_with_gradient<double>(MatrixView<double>, std::span<const double>);

}  // namespace reluscope
