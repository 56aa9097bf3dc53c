#pragma once

#include "support/value.hpp"

namespace reluscope {

/// When and where the program runs: what --context adds to a report.
NamedValues run_context();

}  // namespace reluscope
