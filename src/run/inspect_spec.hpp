#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/data_options.hpp"
#include "diagnosis/diagnosis.hpp"
#include "diagnosis/gate.hpp"
#include "model/activation.hpp"
#include "support/value.hpp"

namespace reluscope {

/// A trained model, and the rows that it is run on.
struct ModelInput {
  std::string model;                     // a model file, or of `inspect` one of activations
  std::vector<std::string> layers;       // of the model, in their order; empty: as the file says
  std::string prefix;                    // of the names of its tensors, where a file holds several networks
  std::optional<Activation> activation;  // of its hidden layers; none: what the file says, or ReLU
  TableOptions table;
  Scaling scale = Scaling::none;  // of the columns for a model that does not say how it was fed
  bool has_scale = false;         // it was given
};

/// What inspect is asked for: everything that can change its result, as plain values.
struct InspectSpec : ModelInput {
  bool pre_activations = false;  // what a file of activations holds
  DiagnosisOptions diagnosis;
  std::vector<Gate> gates;
  bool allow_dead_network = false;

  /// Every option that can change the result but the data's path, as RunSpec::config has it.
  NamedValues config() const;
};

}  // namespace reluscope
