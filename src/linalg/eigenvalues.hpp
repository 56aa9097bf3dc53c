#pragma once

#include <vector>

#include "linalg/matrix_view.hpp"

namespace reluscope {

/// The eigenvalues of a symmetric n × n matrix of finite values, in no order; the same bits on every machine. Its lower
/// triangle is read, and overwritten.
///
/// Householder's reduction to a tridiagonal matrix, then the implicit QL method (Golub & Van Loan, Matrix Computations,
/// 8.3).
std::vector<double> eigenvalues(MatrixView<double> symmetric);

}  // namespace reluscope
