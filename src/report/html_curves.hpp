#pragma once

#include <string>

#include "report/report.hpp"

namespace reluscope {

/// The training by epoch, as figures: loss, quality, and how many units of each layer were dead. Empty without any.
std::string curves_html(const Report& report);

}  // namespace reluscope
