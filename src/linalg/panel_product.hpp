#pragma once

#include <cstddef>

#include "linalg/matmul.hpp"
#include "linalg/matrix_view.hpp"

namespace reluscope {

/// Whether `multiply_by_panels` can add up so many terms: at most 320, on a processor with AVX2.
bool fits_panels(std::size_t terms);

/// result = op(a) · op(b), then the epilogue; shapes as for `matmul`, sums that fit panels. A value is the sum of its
/// terms in their order, each multiplied and added with one rounding (fused): it depends on its row of op(a) and its
/// column of op(b) alone, not on how many there are.
void multiply_by_panels(MatrixView<const float> a, Transpose transpose_a, MatrixView<const float> b,
                        Transpose transpose_b, MatrixView<float> result, const Epilogue<float>& epilogue = {});

}  // namespace reluscope
