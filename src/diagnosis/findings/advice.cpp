#include "diagnosis/findings/advice.hpp"

#include <algorithm>

#include "support/text.hpp"

namespace reluscope {

std::string learning_rate_advice(const RunFacts& run) {
  constexpr double k_common = 0.1;
  const double rate = run.training.optimizer.learning_rate;
  std::string advice =
      "lower --lr (" + to_shortest(rate) + " now; try " + to_significant(std::min(rate / 10, k_common)) + ")";
  if (!traits_of(run.training.optimizer.kind).keeps_second_moment && run.training.clip_norm == 0)
    advice += ", or hold large steps back with --clip-norm 1";
  return advice;
}

std::string scaling_advice(const RunFacts& run) {
  return run.scale == Scaling::none ? "scale the inputs first (--scale standard); then " : "";
}

std::int64_t count_of(const RunFacts& run, std::string_view metric) {
  return static_cast<std::int64_t>(run.summary[metric]);
}

std::string by_layer(const RunFacts& run, const std::function<std::int64_t(const LayerDiagnosis&)>& count) {
  std::vector<std::string> parts;
  for (std::size_t l = 0; l < run.layers.size(); ++l)
    if (const std::int64_t units = count(run.layers[l]); units > 0)
      parts.push_back(with_thousands(units) + " in layer " + std::to_string(l));
  return join_at_most(parts, parts.size());
}

std::string is_or_are(std::int64_t count) { return count == 1 ? "is" : "are"; }

}  // namespace reluscope
