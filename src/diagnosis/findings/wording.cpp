#include "diagnosis/findings/wording.hpp"

#include <algorithm>

#include "support/text.hpp"

namespace reluscope {

double much_lower_rate(const OptimizerOptions& optimizer) {
  return std::min(optimizer.learning_rate / 10, traits_of(optimizer.kind).default_learning_rate);
}

std::string by_layer(const std::vector<LayerDiagnosis>& layers,
                     const std::function<std::int64_t(const LayerDiagnosis&)>& count) {
  constexpr std::size_t k_listed = 6;  // and the others together, if they are several
  std::vector<std::string> parts;
  std::int64_t others = 0;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const std::int64_t units = count(layers[l]);
    if (units == 0) continue;
    if (parts.size() >= k_listed) others += units;
    parts.push_back(with_thousands(units) + " in layer " + std::to_string(l));
  }
  if (parts.size() > k_listed + 1) {
    const std::size_t left = parts.size() - k_listed;
    parts.resize(k_listed);
    parts.push_back(with_thousands(others) + " in " + std::to_string(left) + " other layers");
  }
  return join_at_most(parts, parts.size());
}

std::string is_or_are(std::int64_t count) { return count == 1 ? "is" : "are"; }

}  // namespace reluscope
