#include "nn/loss.hpp"

#include <algorithm>
#include <cmath>

#include "nn/exponential.hpp"
#include "support/vectorise.hpp"

namespace reluscope {
namespace {

template <class T>
RELUSCOPE_VECTORISE void exponentiate(T* values, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) values[i] = exponential(values[i]);
}

// Rows are short, and each is folded in its order; so several are gone through side by side.
constexpr std::size_t k_rows_abreast = 16;

/// y: k_rows_abreast rows, or fewer; result: of each row (read and written).
template <class T>
inline void fold_rows(const T* y, std::size_t rows, std::size_t columns, T* result, auto fold) {
  if (columns == 2) {
    for (std::size_t r = 0; r < rows; ++r) result[r] = fold(fold(result[r], y[2 * r]), y[2 * r + 1]);
  } else if (rows == k_rows_abreast) {
    for (std::size_t k = 0; k < columns; ++k)
      for (std::size_t r = 0; r < k_rows_abreast; ++r) result[r] = fold(result[r], y[r * columns + k]);
  } else {
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t k = 0; k < columns; ++k) result[r] = fold(result[r], y[r * columns + k]);
  }
}

template <class T>
RELUSCOPE_VECTORISE void row_maxima(const T* y, std::size_t rows, std::size_t columns, T* greatest) {
  for (std::size_t r = 0; r < rows; ++r) greatest[r] = y[r * columns];
  fold_rows(y, rows, columns, greatest, [](T a, T b) { return b > a ? b : a; });
}

template <class T>
RELUSCOPE_VECTORISE void row_sums(const T* y, std::size_t rows, std::size_t columns, T* sum) {
  std::fill_n(sum, rows, T(0));
  fold_rows(y, rows, columns, sum, [](T a, T b) { return a + b; });
}

/// Calls visit(j, value) for each row j, in order, with what `fold` (row_maxima, row_sums) makes of it.
template <class T>
void for_each_row_with(MatrixView<T> y, auto fold, auto visit) {
  T values[k_rows_abreast];
  for (std::size_t first = 0; first < y.rows(); first += k_rows_abreast) {
    const std::size_t rows = std::min(k_rows_abreast, y.rows() - first);
    fold(y.row(first).data(), rows, y.columns(), values);
    for (std::size_t r = 0; r < rows; ++r) visit(first + r, values[r]);
  }
}

/// Calls visit(value) for each value of a row; for those of two classes, which are the most common, without a loop.
template <class T>
inline void for_each_value(std::span<T> row, auto visit) {
  if (row.size() == 2) {
    visit(row[0]);
    visit(row[1]);
  } else {
    for (T& value : row) visit(value);
  }
}

/// Takes from each row its greatest logit: the softmax stays, and no exponential overflows. Returns −Σ_j y_j,label of
/// what is left.
template <class T>
double shift_logits(MatrixView<T> logits, std::span<const std::int32_t> labels) {
  double loss = 0;
  for_each_row_with<T>(logits, row_maxima<T>, [&](std::size_t j, T greatest) {
    const std::span<T> row = logits.row(j);
    for_each_value(row, [=](T& y) { y -= greatest; });
    loss -= row[labels[j]];
  });
  return loss;
}

/// Rows of shifted logits whose first 0 is their label's. Whether a row is one of them no branch predictor knows.
std::size_t count_correct(MatrixView<const float> shifted, std::span<const std::int32_t> labels) {
  std::size_t correct = 0;
  for (std::size_t j = 0; j < shifted.rows(); ++j) {
    const std::span<const float> row = shifted.row(j);
    std::int32_t k = 0, zeros_before = 0;
    for_each_value(row, [&](float y) { zeros_before += static_cast<int>(y == 0) & static_cast<int>(k++ < labels[j]); });
    correct += static_cast<int>(row[labels[j]] == 0) & static_cast<int>(zeros_before == 0);
  }
  return correct;
}

Score cross_entropy(MatrixView<float> logits, std::span<const std::int32_t> labels) {
  double loss = shift_logits(logits, labels);
  const std::size_t correct = count_correct(logits, labels);
  exponentiate(logits.data(), logits.size());
  for_each_row_with<float>(logits, row_sums<float>, [&](std::size_t, float sum) { loss += std::log(sum); });
  return {loss, correct};
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
  exponentiate(outputs.data(), outputs.size());
  const T batch_share = T(1) / static_cast<T>(outputs.rows());
  for_each_row_with<T>(outputs, row_sums<T>, [&](std::size_t j, T sum) {
    const std::span<T> row = outputs.row(j);
    loss += std::log(sum);
    const T scale = batch_share / sum;
    for_each_value(row, [=](T& e) { e *= scale; });
    row[labels[j]] -= batch_share;
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
