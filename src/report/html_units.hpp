#pragma once

#include <string>

#include "html/cited.hpp"
#include "report/report.hpp"

namespace reluscope {

/// The units that were ever dead, the worst first, as a table; the script shows all. cited: of the report.
std::string units_html(const Report& report, const Cited& cited);

}  // namespace reluscope
