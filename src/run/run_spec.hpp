#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "data/data_options.hpp"
#include "diagnosis/diagnosis.hpp"
#include "diagnosis/gate.hpp"
#include "model/activation.hpp"
#include "model/initialization.hpp"
#include "model_file/mlp_file.hpp"
#include "report/report.hpp"
#include "support/value.hpp"
#include "train/trainer.hpp"

namespace reluscope {

/// A model file, as it was read.
struct StartingModel {
  MlpFile file;
  std::string sha256;  // of its content
};

struct ModelSpec {
  std::vector<std::size_t> hidden = {64, 32};  // empty: what init_from has
  std::optional<Activation> activation;        // of the hidden layers; none: what init_from says, or ReLU
  int relu_gradient_at_zero = 0;
  Initialization initialization;
  std::string init_from;                       // a model file to start from instead; empty: none
  std::vector<std::string> layers;             // its layers, in their order; empty: as the file says
  std::string prefix;                          // of the names of its network, if it has several
  bool refit_scaling = false;                  // and do not use its own
  std::shared_ptr<const StartingModel> start;  // init_from, once read_starting_model has read it

  ActivationKind activation_kind() const { return activation.value_or(Activation()).kind; }
};

/// The SHA-256 of the files that a run reads; empty if it has none of the kind.
struct InputHashes {
  std::string data, validation, model;
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
  bool allow_dead_network = false;  // a dead hidden layer alone does not make the run fail

  /// Every option that can change the result but the dataset's path, by its long name with '_' for '-': a report's
  /// `config`. Null for one that does not apply.
  NamedValues config() const;
  /// SHA-256, in hexadecimal, of `config` and of what the run reads: equal for runs with the same report, wherever the
  /// files lie.
  std::string id(const InputHashes& inputs) const { return id_of(config(), inputs); }
  /// The same of a config that was worked out before.
  static std::string id_of(const NamedValues& config, const InputHashes& inputs);
};

}  // namespace reluscope
