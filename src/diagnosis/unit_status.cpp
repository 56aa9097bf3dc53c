#include "diagnosis/unit_status.hpp"

namespace reluscope {

UnitStatus StatusRule::status_of(std::int64_t active_rows, std::int64_t rows, double max_derivative) const {
  const ActivationTraits traits = traits_of(activation);
  if (traits.can_die && active_rows == 0) return UnitStatus::dead;
  if (traits.saturates && max_derivative <= saturated_below * traits.greatest_slope) return UnitStatus::saturated;
  if (!traits.is_rectifier) return UnitStatus::active;
  if (active_rows == rows) return UnitStatus::always_active;
  const double active_rate = static_cast<double>(active_rows) / static_cast<double>(rows);
  return active_rate <= sparse_below ? UnitStatus::sparse : UnitStatus::active;
}

}  // namespace reluscope
