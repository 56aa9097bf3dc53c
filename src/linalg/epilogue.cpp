#include "linalg/epilogue.hpp"

#include <cmath>
#include <cstddef>

#include "linalg/vectorise.hpp"

namespace reluscope {
namespace {

template <class T>
RELUSCOPE_VECTORISE void add_bias_and_rectify(T* zh, const T* bias, std::size_t rows, std::size_t units) {
  for (std::size_t j = 0; j < rows; ++j, zh += units)
    for (std::size_t i = 0; i < units; ++i) zh[i] = rectified(zh[i] + bias[i]);
}

template <class T>
RELUSCOPE_VECTORISE void relu_mask(const T* h, T* gradient, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) gradient[i] = h[i] > T(0) ? gradient[i] : T(0);
}

template <class T>
RELUSCOPE_VECTORISE void relu_mask_open_at_zero(const T* h, T* gradient, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) gradient[i] = std::signbit(h[i]) ? T(0) : gradient[i];
}

}  // namespace

template <class T>
void apply(const Epilogue<T>& epilogue, MatrixView<T> values) {
  switch (epilogue.kind) {
    case EpilogueKind::none:
      return;
    case EpilogueKind::bias_relu:
      return add_bias_and_rectify(values.data(), epilogue.operand, values.rows(), values.columns());
    case EpilogueKind::relu_mask:
      return relu_mask(epilogue.operand, values.data(), values.size());
    case EpilogueKind::relu_mask_open_at_zero:
      return relu_mask_open_at_zero(epilogue.operand, values.data(), values.size());
  }
}

template void apply<float>(const Epilogue<float>&, MatrixView<float>);
template void apply<double>(const Epilogue<double>&, MatrixView<double>);

}  // namespace reluscope
