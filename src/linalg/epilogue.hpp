#pragma once

#include "linalg/matrix_view.hpp"

namespace reluscope {

/// max(0, z), in the form that Relu keeps: −0 if z < 0, +0 if z = 0.
template <class T>
inline T rectified(T z) {
  return z < T(0) ? -T(0) : z + T(0);  // z + 0 turns −0 into +0: the only −0 that leaves is the mark of z < 0
}

/// What is done to the values of a product before they are written, which saves a separate pass for ReLU.
enum class EpilogueKind { none, bias_relu, relu_mask, relu_mask_open_at_zero };

template <class T>
struct Epilogue {
  EpilogueKind kind = EpilogueKind::none;
  const T* operand =
      nullptr;  // bias_relu: the bias that is added first, one for each column; else h, of the same shape
};

/// The same in a separate pass. values: rows × columns (read and written).
template <class T>
void apply(const Epilogue<T>& epilogue, MatrixView<T> values);

}  // namespace reluscope
