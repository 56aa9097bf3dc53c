#pragma once

#include <string>

#include "prune/prune_result.hpp"
#include "support/terminal.hpp"

namespace reluscope {

/// For a person: what went and why, what is saved, how it was checked, and the smaller network as Python.
std::string prune_text(const PruneResult& result, const Terminal& terminal);

}  // namespace reluscope
