#pragma once

#include <CLI/CLI.hpp>

#include "cli/report_options.hpp"

namespace reluscope {

// The options of the commands that read reports. Parsing throws UserError on a value that cannot be.

void add_check_flags(CLI::App& command, CheckOptions& options);
void add_compare_flags(CLI::App& command, CompareOptions& options);

}  // namespace reluscope
