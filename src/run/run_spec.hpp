#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "data/data_options.hpp"
#include "diagnosis/diagnosis.hpp"
#include "diagnosis/gate.hpp"
#include "model/initialization.hpp"
#include "report/report.hpp"
#include "support/value.hpp"
#include "train/trainer.hpp"

namespace reluscope {

struct ModelSpec {
  std::vector<std::size_t> hidden = {64, 32};  // empty: what init_from has
  int relu_gradient_at_zero = 0;
  Initialization initialization;
  std::string init_from;  // a model file to start from instead; empty: none
};

/// A training run: everything that can change its result, as plain values. `RunDraft::resolve` makes it of options.
struct RunSpec {
  DataOptions data;
  ModelSpec model;
  TrainingOptions training;
  DiagnosisOptions diagnosis;
  int track_every = 1;
  bool autopsy = false;
  HistoryDetail history = HistoryDetail::units;
  std::vector<Gate> gates;

  /// Every option that can change the result but the dataset's path, by its long name with '_' for '-': a report's
  /// `config`. Null for one that does not apply.
  NamedValues config() const;
  /// SHA-256, in hexadecimal, of `config` and of the dataset's own SHA-256: equal for runs with the same report.
  std::string id(const std::string& data_sha256) const;
};

/// The JSON Schema of a report's `config`.
nlohmann::ordered_json config_schema();

}  // namespace reluscope
