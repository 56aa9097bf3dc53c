#pragma once

#include <cstddef>
#include <vector>

#include "linalg/matrix_view.hpp"

namespace reluscope {

/// A row of a matrix as Σ factor · row of others.
struct DependentRow {
  struct Term {
    std::size_t row = 0;
    double factor = 0;
  };

  std::size_t row = 0;
  std::vector<Term> terms;
};

/// When a row counts as dependent on others.
struct DependenceLimits {
  double residual;  // what is left of it is at most this part of its greatest value,
  double factor;    // and no factor is greater, with all rows scaled to the same greatest value
};

/// The rows that are linear combinations of those that are not in the list, in their order; by Gaussian elimination
/// with complete pivoting, of rows scaled to a greatest value of 1. No row may be 0, nor a value infinite.
std::vector<DependentRow> dependent_rows(MatrixView<const double> matrix, DependenceLimits limits);

}  // namespace reluscope
