#include "diagnosis/findings/wording.hpp"

#include <algorithm>

#include "support/text.hpp"

namespace reluscope {

double much_lower_rate(const OptimizerOptions& optimizer) {
  return std::min(optimizer.learning_rate / 10, traits_of(optimizer.kind).default_learning_rate);
}

std::string by_layer(const std::vector<LayerDiagnosis>& layers,
                     const std::function<std::int64_t(const LayerDiagnosis&)>& count) {
  constexpr std::size_t k_most = 6;
  std::vector<std::string> parts;
  std::int64_t others = 0, other_layers = 0;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const std::int64_t units = count(layers[l]);
    if (units == 0) continue;
    if (parts.size() < k_most)
      parts.push_back(with_thousands(units) + " in layer " + std::to_string(l));
    else
      others += units, ++other_layers;
  }
  if (others > 0) parts.push_back(with_thousands(others) + " in " + pluralized(other_layers, "other layer"));
  return join_at_most(parts, parts.size());
}

std::string is_or_are(std::int64_t count) { return count == 1 ? "is" : "are"; }

}  // namespace reluscope
