#pragma once

#include <functional>
#include <string>

#include "diagnosis/findings/run_facts.hpp"

namespace reluscope {

/// What is to be done about a finding whose cause is not known.
inline constexpr const char* k_try_remedies = "reluscope remedy tries changes on the same seeds";

/// A tenth of the learning rate, and no more than what is usual for the optimizer.
double much_lower_rate(const OptimizerOptions& optimizer);

/// Units counted layer by layer: "11 in layer 0, 24 in layer 1"; after some layers the others together.
std::string by_layer(const std::vector<LayerDiagnosis>& layers,
                     const std::function<std::int64_t(const LayerDiagnosis&)>& count);
/// "is" or "are".
std::string is_or_are(std::int64_t count);

}  // namespace reluscope
