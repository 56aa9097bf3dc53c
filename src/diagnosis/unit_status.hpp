#pragma once

#include <cstdint>

#include "model/activation.hpp"
#include "support/names.hpp"

namespace reluscope {

/// What a unit did on all rows, with the weights frozen. A byte, as it is kept for every unit and epoch.
enum class UnitStatus : std::uint8_t {
  dead,           // its derivative is 0 on every row: of ReLU, active on no row
  saturated,      // its derivative is almost 0 on every row
  sparse,         // active on few rows, at most the share --sparse-below
  active,         // all the rest
  always_active,  // active on every row: of ReLU, linear on this data
};
template <>
inline constexpr auto k_words<UnitStatus> = std::to_array<Word<UnitStatus>>({{UnitStatus::dead, "dead"},
                                                                             {UnitStatus::saturated, "saturated"},
                                                                             {UnitStatus::sparse, "sparse"},
                                                                             {UnitStatus::active, "active"},
                                                                             {UnitStatus::always_active,
                                                                              "always_active"}});

/// What the status of the units of a network depends on, beside what they did.
struct StatusRule {
  ActivationKind activation = ActivationKind::relu;
  double sparse_below = 0.01;     // a rate, inclusive (Dohare et al. 2024)
  double saturated_below = 0.01;  // a share of the greatest derivative of the activation, inclusive
  double dormant_tau = 0.025;     // of the dormancy score, inclusive; it is judged beside the status

  /// active_rows: with z > 0, of `rows` > 0; max_derivative: the greatest |f'(z)|, for functions that saturate.
  UnitStatus status_of(std::int64_t active_rows, std::int64_t rows, double max_derivative = 0) const;
};

}  // namespace reluscope
