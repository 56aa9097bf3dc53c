#pragma once

#include <string>

#include "report/report.hpp"

namespace reluscope {

/// A report that was written earlier, as far as the formats show it: not its config, proofs' bounds, gradients and
/// shares. The lives of units are whole; the statuses of each epoch are there where the report has the active rows.
/// Throws UserError, which names the file, the place in it and the cure, as read_saved_report does.
Report read_report(const std::string& path);

}  // namespace reluscope
