#include "diagnosis/unit_status.hpp"

namespace reluscope {

UnitStatus status_of(std::int64_t active_rows, std::int64_t rows, double sparse_below) {
  if (active_rows == 0) return UnitStatus::dead;
  if (active_rows == rows) return UnitStatus::always_active;
  const double rate = static_cast<double>(active_rows) / static_cast<double>(rows);
  return rate <= sparse_below ? UnitStatus::sparse : UnitStatus::active;
}

}  // namespace reluscope
