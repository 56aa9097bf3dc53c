#pragma once

#include "cli/report_options.hpp"

namespace reluscope {

/// `reluscope compare`: what changed between two reports, and gates on it. Returns the exit code: 0 every gate passed,
/// 1 one failed or the newer training had diverged.
int run_compare(const CompareOptions& options);

}  // namespace reluscope
