#pragma once

#include "linalg/epilogue.hpp"
#include "linalg/matrix_view.hpp"

namespace reluscope {

enum class Transpose { no, yes };

/// result = op(a) · op(b), where op transposes if asked to, then the epilogue; op(a): m × k, op(b): k × n,
/// result: m × n (written). Throws std::invalid_argument if the shapes do not fit: BLAS would read past the end.
template <class T>
void matmul(MatrixView<const T> a, Transpose transpose_a, MatrixView<const T> b, Transpose transpose_b,
            MatrixView<T> result, const Epilogue<T>& epilogue = {});

/// The lower triangle, diagonal included, of result += op(a) · op(a)ᵀ; op(a): n × k, result: n × n (read and written).
/// What is above the diagonal is undefined, which saves half of the work.
void add_gram(MatrixView<const double> a, Transpose transpose_a, MatrixView<double> result);

}  // namespace reluscope
