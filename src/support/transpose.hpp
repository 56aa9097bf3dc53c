#pragma once

#include "support/matrix.hpp"

namespace reluscope {

/// result = aᵀ; a: m × n, result: n × m (written), elsewhere.
void transpose_into(MatrixView<const float> a, MatrixView<float> result);

}  // namespace reluscope
