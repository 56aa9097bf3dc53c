#pragma once

#include <limits>
#include <span>
#include <vector>

#include "diagnosis/proof/row_distance.hpp"
#include "linalg/matrix_view.hpp"

namespace reluscope {

/// Of one point the nearest of the rows it is shown, the first of equals.
struct NearestRow {
  double distance = std::numeric_limits<double>::infinity();
  std::vector<float> row;  // empty without one

  void see(const RowDistance& measure, std::span<const float> point, MatrixView<const float> rows) {
    for (std::size_t j = 0; j < rows.rows(); ++j) {
      const double found = measure(point, rows.row(j), distance);
      if (!(found < distance)) continue;
      distance = found;
      row.assign(rows.row(j).begin(), rows.row(j).end());
    }
  }
};

}  // namespace reluscope
