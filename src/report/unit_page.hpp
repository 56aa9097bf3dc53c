#pragma once

#include <string>

#include "diagnosis/unit_event.hpp"
#include "report/report.hpp"
#include "support/terminal.hpp"

namespace reluscope {

/// All that the report says of a unit, for a person: its status, its life over the epochs and why it died, whether it
/// can revive, its gradient, weights, held-out activity and proof. id: of one of the report's units.
std::string unit_page(const Report& report, UnitId id, const Terminal& terminal);

}  // namespace reluscope
