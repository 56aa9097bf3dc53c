#pragma once

#include <string>

#include "html/cited.hpp"
#include "report/report.hpp"

namespace reluscope {

/// The hidden layers as markup: a table, and of each its units as they are now and, where that is small, by epoch.
/// cited: of the report.
std::string layers_html(const Report& report, const Cited& cited);

}  // namespace reluscope
