#pragma once

#include "linalg/matrix_view.hpp"

namespace reluscope {

/// result = aᵀ; a: m × n, result: n × m (written), not the same memory.
template <class T>
void transpose_into(MatrixView<const T> a, MatrixView<T> result);

}  // namespace reluscope
