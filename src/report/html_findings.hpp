#pragma once

#include <string>

#include "diagnosis/findings/finding.hpp"
#include "html/cited.hpp"

namespace reluscope {

/// The findings as markup: every cause with its cure and what follows from it, the notes folded away; empty if there
/// is none. cited: of a document that has them as its `findings`.
std::string findings_html(const Findings& findings, const Cited& cited);

}  // namespace reluscope
