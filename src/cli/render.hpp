#pragma once

#include "cli/report_options.hpp"

namespace reluscope {

/// `reluscope render`: a report on standard output, or in a file, for people or for a CI server. Returns 0.
int run_render(const RenderOptions& options);

}  // namespace reluscope
