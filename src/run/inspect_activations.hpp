#pragma once

#include <string>

#include "report/report.hpp"
#include "run/inspect_spec.hpp"
#include "support/thread_pool.hpp"

namespace reluscope {

/// Whether a file holds activations, and no model, as its first bytes say.
bool holds_activations(const std::string& path);

/// Reports on the units whose activations, or pre-activations, a file holds. Throws UserError if it cannot be used, or
/// if the specification has what only a model can be asked.
Report inspect_activations(const InspectSpec& spec, ThreadPool& pool);

}  // namespace reluscope
