#pragma once

#include <string>

#include "html/cited.hpp"
#include "report/report.hpp"

namespace reluscope {

/// The columns of the data, what was interpreted to read them, outliers, and how each class is predicted, as markup.
/// cited: of the report.
std::string data_html(const Report& report, const Cited& cited);

/// Options by their names, as markup; place: of them in the document.
std::string options_html(const NamedValues& options, const Cited& cited, const std::string& place);

}  // namespace reluscope
