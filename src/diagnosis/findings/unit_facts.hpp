#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "diagnosis/diagnosis.hpp"
#include "diagnosis/summary.hpp"
#include "model/activation.hpp"

namespace reluscope {

/// What the findings on units are drawn from that need no training run.
struct UnitFacts {
  const std::vector<LayerDiagnosis>& layers;
  const Summary& summary;
  Activation activation;
  double sparse_below;
  double saturated_below;
  bool has_scaled_inputs;
  std::string row;     // what a row is called: "training row"
  std::string advice;  // what to do about dead units

  std::int64_t count(std::string_view metric) const { return static_cast<std::int64_t>(summary[metric]); }
};

}  // namespace reluscope
