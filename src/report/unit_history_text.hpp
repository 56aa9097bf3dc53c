#pragma once

#include <cstddef>
#include <string>

#include "diagnosis/unit_event.hpp"
#include "report/painting.hpp"
#include "report/report.hpp"

namespace reluscope {

/// A unit's cells over the tracked epochs, a cell an epoch, in lines that begin with the epoch of their first one;
/// lines of one and the same status are drawn together. With an activation whose units cannot be told by their active
/// rows, a cell is the tenths of the rows on which it is active. Then what the cells mean, when it was dead, and each
/// of its deaths and revivals with what caused it. Of a report without `active_rows`, all but the cells.
std::string unit_history_text(const Report& report, UnitId id, std::size_t width, const Painter& paint);

}  // namespace reluscope
