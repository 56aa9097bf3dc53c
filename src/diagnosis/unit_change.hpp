#pragma once

#include <cstddef>
#include <optional>
#include <span>
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
template <>
inline constexpr auto k_words<UnitChange> = std::to_array<Word<UnitChange>>({{UnitChange::died, "died"},
                                                                             {UnitChange::revived, "revived"},
                                                                             {UnitChange::became_sparse,
                                                                              "became_sparse"},
                                                                             {UnitChange::recovered, "recovered"}});

/// None if it is as it was, or went between active and always active.
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

}  // namespace reluscope
