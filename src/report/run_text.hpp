#pragma once

#include <string>

#include "report/report.hpp"

namespace reluscope {

// What is said of a run as a whole, a line each.

/// The data and the network: "data.csv: 1,438 training rows, …; network 64-64-32-10".
std::string network_line(const Report& report);

/// "after 20 epochs: loss 0.176, accuracy 96.2 %; held out: …, accuracy 95.3 % (always '3': 10.3 %)"; empty without
/// training.
std::string metrics_line(const Report& report);

/// "held-out accuracy 95.3 %"; empty without training.
std::string quality_text(const Report& report);

}  // namespace reluscope
