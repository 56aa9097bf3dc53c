#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "diagnosis/cause.hpp"
#include "diagnosis/diagnosis.hpp"
#include "report/painting.hpp"

namespace reluscope {

/// A line that shows how the count of dead units went over the epochs, a bar of up to the layer's height for each; with
/// more epochs than room, a bar is the highest of several. Empty where no unit was ever dead.
std::string dead_over_time(const LayerHistory& history, std::size_t units, std::size_t width, const Painter& paint);

/// A heading, and the lives of the worst units, a line each with a cell an epoch (of several, the worst), and one that
/// says how it last died where there was an autopsy. No line where no unit was ever dead.
std::vector<std::string> worst_units(const std::vector<LayerDiagnosis>& layers,
                                     const std::vector<ExplainedEvent>& events, std::size_t width,
                                     const Painter& paint);

}  // namespace reluscope
