#pragma once

#include <functional>
#include <string>

#include "diagnosis/findings/findings.hpp"

namespace reluscope {

/// "lower --lr (1 now; try 0.1), …": a tenth of the learning rate, and no more than is common.
std::string learning_rate_advice(const RunFacts& run);
/// "scale the inputs first (--scale standard); then ", or nothing if they are scaled.
std::string scaling_advice(const RunFacts& run);

/// A whole number of the summary.
std::int64_t count_of(const RunFacts& run, std::string_view metric);
/// Units counted layer by layer: "11 in layer 0, 24 in layer 1".
std::string by_layer(const RunFacts& run, const std::function<std::int64_t(const LayerDiagnosis&)>& count);
/// "is" or "are".
std::string is_or_are(std::int64_t count);

}  // namespace reluscope
