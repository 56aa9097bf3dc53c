#pragma once

#include "linalg/factor.hpp"
#include "linalg/matrix_view.hpp"

namespace reluscope {

/// result = a·b; a: m × k, b: k × n, result: m × n (written). Every value is the sum of its k terms in their order,
/// each added by one fused multiply-add: the same bits on every processor. Throws std::invalid_argument if the shapes
/// do not fit.
template <class T>
void matmul(const Factor<T>& a, const Factor<T>& b, MatrixView<T> result);

/// The same for op(a) · op(b), where op transposes if asked to.
template <class T>
void matmul(MatrixView<const T> a, Transpose transpose_a, MatrixView<const T> b, Transpose transpose_b,
            MatrixView<T> result) {
  matmul(Factor<T>(a, transpose_a), Factor<T>(b, transpose_b), result);
}

/// The lower triangle, diagonal included, of result += op(a) · op(a)ᵀ; op(a): n × k, result: n × n (read and written).
/// What is above the diagonal is undefined, which saves half of the work.
void add_gram(MatrixView<const double> a, Transpose transpose_a, MatrixView<double> result);

/// Throws std::invalid_argument if a·b does not have the shape of the result.
template <class T>
void check_product(const Factor<T>& a, const Factor<T>& b, MatrixView<T> result);

}  // namespace reluscope
