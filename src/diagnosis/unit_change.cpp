#include "diagnosis/unit_change.hpp"

namespace reluscope {

std::optional<UnitChange> change_of(UnitStatus base, UnitStatus now) {
  if (base == now) return std::nullopt;
  if (now == UnitStatus::dead) return UnitChange::died;
  if (base == UnitStatus::dead) return UnitChange::revived;
  if (now == UnitStatus::sparse) return UnitChange::became_sparse;
  if (base == UnitStatus::sparse && now != UnitStatus::saturated) return UnitChange::recovered;
  return std::nullopt;
}

std::vector<ChangedUnit> changed_units(std::span<const UnitStatus> base, std::span<const UnitStatus> now) {
  std::vector<ChangedUnit> changed;
  for (std::size_t i = 0; i < now.size(); ++i)
    if (const std::optional<UnitChange> change = change_of(base[i], now[i]))
      changed.push_back({.index = i, .change = *change, .base = base[i], .now = now[i]});
  return changed;
}

}  // namespace reluscope
