#pragma once

#include "cli/option_table.hpp"
#include "cli/report_options.hpp"

namespace reluscope {

// The options of the commands that read reports; what they set must outlive the tables.

OptionTable option_table(CheckOptions& options);
OptionTable option_table(CompareOptions& options);
OptionTable option_table(RenderOptions& options);

}  // namespace reluscope
