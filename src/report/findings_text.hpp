#pragma once

#include <cstddef>
#include <string>

#include "report/painting.hpp"
#include "report/report.hpp"

namespace reluscope {

/// What to do about a finding, in words and as options, or what it follows from: "fix: lower the learning rate: --lr
/// 0.1".
std::string fix_text(const Finding& finding);

/// What people are told of the findings: every cause with what to do, what follows from it in one line, and the notes
/// in one. all: each finding by itself. width: of a line.
std::string findings_text(const Report& report, bool all, std::size_t width, const Painter& paint);

}  // namespace reluscope
