#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "diagnosis/unit_status.hpp"

namespace reluscope {

/// What became of a unit between two runs. One change a unit: what was dead and is sparse now has revived.
enum class UnitChange {
  died,           // dead, and was not
  revived,        // not dead, and was
  became_sparse,  // sparse, and fired on more rows
  recovered,      // fires on more rows, and was sparse
};

inline constexpr std::array k_unit_changes = {UnitChange::died, UnitChange::revived, UnitChange::became_sparse,
                                              UnitChange::recovered};

/// None where it is as it was, or went between active and always active.
std::optional<UnitChange> change_of(UnitStatus base, UnitStatus now);

/// A unit that changed, and how.
struct ChangedUnit {
  std::size_t index = 0;
  UnitChange change = UnitChange::died;
  UnitStatus base = UnitStatus::active;
  UnitStatus now = UnitStatus::active;
};

/// Those of the units of a layer that changed. base, now: the same units, in the same order.
std::vector<ChangedUnit> changed_units(std::span<const UnitStatus> base, std::span<const UnitStatus> now);

/// As in the output of compare: "died", "revived", "became_sparse", "recovered".
std::string_view name_of(UnitChange change);

}  // namespace reluscope
