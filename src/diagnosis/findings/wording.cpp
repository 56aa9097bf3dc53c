#include "diagnosis/findings/wording.hpp"

#include <algorithm>

#include "support/text.hpp"

namespace reluscope {

double much_lower_rate(const OptimizerOptions& optimizer) {
  return std::min(optimizer.learning_rate / 10, traits_of(optimizer.kind).default_learning_rate);
}

std::string by_layer(const std::vector<LayerDiagnosis>& layers,
                     const std::function<std::int64_t(const LayerDiagnosis&)>& count) {
  std::vector<std::string> parts;
  for (std::size_t l = 0; l < layers.size(); ++l)
    if (const std::int64_t units = count(layers[l]); units > 0)
      parts.push_back(with_thousands(units) + " in layer " + std::to_string(l));
  return join_at_most(parts, parts.size());
}

std::string is_or_are(std::int64_t count) { return count == 1 ? "is" : "are"; }

}  // namespace reluscope
