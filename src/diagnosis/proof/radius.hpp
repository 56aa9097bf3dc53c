#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "diagnosis/proof/bounds.hpp"
#include "diagnosis/proof/row_distance.hpp"
#include "diagnosis/proof/share_grid.hpp"

namespace reluscope {

/// The proven radius of one unit: the greatest share on the grid such that no input within that share of every
/// feature's range around any of the rows it is shown, clipped to the box, makes the unit fire, by interval arithmetic
/// or CROWN on the box around each row. It holds for floats that are rounded to the edge of these boxes too.
class ProvenRadius {
 public:
  /// bounder: its box is the one that the boxes are clipped to, without groups. budget: the multiplications that this
  /// may take.
  ProvenRadius(const Bounder& bounder, const RowDistance& measure, std::size_t layer, std::size_t unit, double budget);

  /// A budget that lasts for so many rows as a rule.
  static double usual_cost(const Bounder& bounder, std::size_t layer, std::size_t rows);

  /// z: of the first layer's units in double, without rounding; rows × units.
  void see(MatrixView<const float> rows, MatrixView<const double> z);
  /// None if the budget did not last for all the rows.
  std::optional<double> share() const;
  /// The multiplications that are left of it.
  double budget_left() const { return m_budget; }
  /// The row around which it was last reduced; empty without one.
  std::span<const float> row() const { return m_row; }

 private:
  bool is_proven_nearby(std::span<const double> z) const;
  double around(std::size_t i, double share) const;
  std::vector<double> upper_bounds(MatrixView<const float> rows, MatrixView<const double> z,
                                   std::span<const std::size_t> which, std::span<const std::size_t> shares,
                                   bool is_clipped);
  std::vector<std::size_t> unproven(MatrixView<const float> rows, MatrixView<const double> z,
                                    std::span<const std::size_t> which, bool is_clipped, std::size_t& worst);
  void reduce(MatrixView<const float> rows, MatrixView<const double> z, std::size_t which);

  const Bounder& m_bounder;
  const RowDistance& m_measure;
  std::size_t m_layer, m_unit, m_share = k_last_share;  // on the grid
  double m_budget;
  std::vector<double> m_reach, m_slack;  // of the first layer's units: Σ|w|·width, and what rounding may do
  std::vector<float> m_row;
};

}  // namespace reluscope
