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

}  // namespace

template <class T>
double cross_entropy_with_gradient(MatrixView<T> outputs, std::span<const std::int32_t> labels) {
  double loss = 0;
  for (std::size_t j = 0; j < outputs.rows(); ++j) {
    const std::span<T> row = outputs.row(j);
    T greatest = row[0];
    for (const T y : row) greatest = y > greatest ? y : greatest;
    for (T& y : row) y -= greatest;  // the softmax stays, and no exponential overflows
    loss -= row[labels[j]];
  }
  exponentiate(outputs.data(), outputs.size());
  const T batch_share = T(1) / static_cast<T>(outputs.rows());
  for (std::size_t j = 0; j < outputs.rows(); ++j) {
    const std::span<T> row = outputs.row(j);
    T sum = 0;
    for (const T e : row) sum += e;
    loss += std::log(sum);
    const T scale = batch_share / sum;
    for (T& e : row) e *= scale;
    row[labels[j]] -= batch_share;
  }
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

std::size_t count_correct(MatrixView<const float> logits, std::span<const std::int32_t> labels) {
  std::size_t correct = 0;
  for (std::size_t j = 0; j < logits.rows(); ++j) {
    const auto row = logits.row(j);
    correct += std::max_element(row.begin(), row.end()) - row.begin() == labels[j];
  }
  return correct;
}

template double cross_entropy_with_gradient<float>(MatrixView<float>, std::span<const std::int32_t>);
template double cross_entropy_with_gradient<double>(MatrixView<double>, std::span<const std::int32_t>);
template double squared_error_with_gradient<float>(MatrixView<float>, std::span<const float>);
template double squared_error_with_gradient<double>(MatrixView<double>, std::span<const double>);

}  // namespace reluscope
