#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "diagnosis/findings/findings.hpp"

namespace reluscope {

/// A workflow command of GitHub Actions, a line: "::error title=reluscope gate::gate failed: dead > 0 (value 1)". In
/// the message %, CR and LF are escaped, in the title `:` and `,` too, as actions/toolkit does; other control
/// characters are spaces. info is a notice.
std::string github_annotation(Severity severity, const std::string& title, const std::string& message);

/// An error for each reason why a run fails.
std::string github_annotations(const std::vector<std::string>& reasons);

}  // namespace reluscope
