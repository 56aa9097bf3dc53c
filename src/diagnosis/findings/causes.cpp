#include "diagnosis/findings/causes.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace reluscope {

namespace {

bool is_one_of(std::span<const std::string_view> codes, const Finding& finding) {
  return std::ranges::find(codes, finding.code) != codes.end();
}

}  // namespace

bool works_before_training(const Finding& cause) {
  static constexpr auto k_codes =
      std::to_array<std::string_view>({"constant-inputs", "outlier", "unscaled-input", "unscaled-target",
                                       "initial-weights", "initial-biases", "narrow-layers", "born-dead"});
  return is_one_of(k_codes, cause);
}

bool is_cause(const Finding& finding) {
  static constexpr auto k_later =
      std::to_array<std::string_view>({"momentum", "learning-rate", "weight-decay", "too-little-training"});
  return works_before_training(finding) || is_one_of(k_later, finding);
}

Findings causes_of(const RunFacts& run) {
  Findings causes;
  add_data_causes(run, causes);
  add_start_causes(run, causes);
  if (causes.empty()) add_training_causes(run, causes);
  return causes;
}

}  // namespace reluscope
