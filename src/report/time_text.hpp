#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/painting.hpp"
#include "report/report.hpp"

namespace reluscope {

/// The count of dead units over the epochs on a line, a bar of up to the layer's height for each; with
/// more epochs than room, a bar is the highest of several. Empty if no unit was ever dead.
std::string dead_over_time(const LayerHistory& history, std::size_t units, std::size_t width, const Painter& paint);

/// A heading, and the lives of the worst units, a line each with a cell an epoch (of several, the worst), and one that
/// says how it last died if there was an autopsy. No line if no unit was ever dead.
std::vector<std::string> worst_units(const Report& report, std::size_t width, const Painter& paint);

}  // namespace reluscope
