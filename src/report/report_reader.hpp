#pragma once

#include <string>
#include <string_view>

#include "report/report.hpp"

namespace reluscope {

/// A report that was written earlier, as far as the formats show it: not its config, proofs' bounds, gradients and
/// shares. The lives of units are whole; the statuses of each epoch are there where the report has the active rows.
/// Throws UserError, which names the file, the place in it and the cure, as read_report does.
Report read_whole_report(const std::string& path);

/// The same from its text; name: of the file, for messages.
Report parse_whole_report(std::string_view text, const std::string& name);

}  // namespace reluscope
