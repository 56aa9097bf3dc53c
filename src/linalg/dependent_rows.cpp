#include "linalg/dependent_rows.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>

#include "linalg/matrix.hpp"

namespace reluscope {
namespace {

double greatest_magnitude(std::span<const double> values) {
  double greatest = 0;
  for (const double value : values) greatest = std::max(greatest, std::abs(value));
  return greatest;
}

/// row = Σ factors · pivot rows + rest, for every row of the matrix, scaled.
class Elimination {
 public:
  explicit Elimination(MatrixView<const double> matrix)
      : m_rest(Matrix<double>::from_shape({matrix.rows(), matrix.columns()})),
        m_factors(matrix.rows()),
        m_is_pivot(matrix.rows(), false) {
    for (std::size_t i = 0; i < matrix.rows(); ++i) {
      m_scale.push_back(greatest_magnitude(matrix.row(i)));
      for (std::size_t k = 0; k < matrix.columns(); ++k) rest(i)[k] = matrix.row(i)[k] / m_scale[i];
    }
  }

  void run(double tolerance) {
    while (const std::optional<Place> pivot = greatest_rest(tolerance)) eliminate(*pivot);
  }

  std::vector<DependentRow> dependent(double greatest_factor) const {
    std::vector<DependentRow> rows;
    for (std::size_t i = 0; i < m_factors.size(); ++i) {
      if (m_is_pivot[i] || greatest_magnitude(m_factors[i]) > greatest_factor) continue;
      DependentRow& row = rows.emplace_back(DependentRow{.row = i});
      for (std::size_t p = 0; p < m_pivots.size(); ++p)
        if (m_factors[i][p] != 0)
          row.terms.push_back({m_pivots[p], m_factors[i][p] * m_scale[i] / m_scale[m_pivots[p]]});
    }
    return rows;
  }

 private:
  struct Place {
    std::size_t row, column;
  };

  std::span<double> rest(std::size_t row) { return MatrixView<double>(m_rest).row(row); }

  std::optional<Place> greatest_rest(double tolerance) {
    std::optional<Place> place;
    for (std::size_t i = 0; i < m_is_pivot.size(); ++i) {
      for (std::size_t k = 0; k < rest(i).size() && !m_is_pivot[i]; ++k) {
        if (std::abs(rest(i)[k]) <= tolerance) continue;
        tolerance = std::abs(rest(i)[k]);
        place = {i, k};
      }
    }
    return place;
  }

  void eliminate(Place pivot) {
    m_is_pivot[pivot.row] = true;
    m_pivots.push_back(pivot.row);
    const std::span<const double> from = rest(pivot.row);
    std::vector<double> own = m_factors[pivot.row];  // rest of the pivot = the pivot − Σ own · earlier pivots
    for (std::size_t i = 0; i < m_is_pivot.size(); ++i) {
      m_factors[i].push_back(0);
      if (m_is_pivot[i]) continue;
      const double factor = rest(i)[pivot.column] / from[pivot.column];
      for (std::size_t k = 0; k < from.size() && factor != 0; ++k) rest(i)[k] -= factor * from[k];
      rest(i)[pivot.column] = 0;
      for (std::size_t p = 0; p < own.size(); ++p) m_factors[i][p] -= factor * own[p];
      m_factors[i].back() = factor;
    }
  }

  Matrix<double> m_rest;
  std::vector<std::vector<double>> m_factors;  // per row, a factor for each pivot
  std::vector<bool> m_is_pivot;
  std::vector<std::size_t> m_pivots;  // their rows
  std::vector<double> m_scale;
};

}  // namespace

std::vector<DependentRow> dependent_rows(MatrixView<const double> matrix, DependenceLimits limits) {
  Elimination elimination(matrix);
  elimination.run(limits.residual);
  return elimination.dependent(limits.factor);
}

}  // namespace reluscope
