#pragma once

#include <string>
#include <vector>

#include "diagnosis/gate.hpp"
#include "report/painting.hpp"

namespace reluscope {

/// The verdict for a person, one line with its reasons. Empty if there was nothing to judge.
std::string verdict_line(const std::vector<GateResult>& gates, const std::vector<std::string>& reasons,
                         const Painter& paint);

}  // namespace reluscope
