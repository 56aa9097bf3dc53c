#pragma once

#include "cli/report_options.hpp"

namespace reluscope {

/// `reluscope check`: gates on a report made earlier. Returns the exit code: 0 every gate passed, 1 one failed or the
/// training had diverged.
int run_check(const CheckOptions& options);

}  // namespace reluscope
