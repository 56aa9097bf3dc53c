#pragma once

#include <string>

#include "report/report.hpp"

namespace reluscope {

/// The report as JUnit XML, as CI servers show it (schema: junit-10.xsd of Jenkins' xUnit plugin). Test cases are the
/// training, every gate, and every hidden layer, which fails where it breaks a gate on the worst layer (max_layer_…,
/// network_dead). So some test case fails exactly where the verdict is fail.
std::string junit(const Report& report);

}  // namespace reluscope
