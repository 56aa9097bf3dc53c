#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data/data_options.hpp"
#include "diagnosis/diagnosis.hpp"
#include "diagnosis/gate.hpp"
#include "model/initialization.hpp"
#include "report/report.hpp"
#include "train/trainer.hpp"

namespace reluscope {

struct NetworkOptions {
  std::optional<std::vector<std::size_t>> hidden;  // none: 64,32, or what --init-from has
  int relu_gradient_at_zero = 0;
  Initialization initialization;
  std::optional<BiasInit> bias_init;  // none: zeros, or pytorch with --init pytorch
  bool init_given = false;
  std::string init_from;
};

struct ConfigOptions {
  std::string path;    // of the file that options were taken from
  bool print = false;  // the options, instead of a run
};

struct OutputOptions {
  std::string report = "-";
  std::string save_model;
  std::string events;
  bool quiet = false;
  bool no_colour = false;
  bool context = false;
};

/// Only these have a momentum of their own.
bool uses_momentum(OptimizerKind kind);

/// Everything that `reluscope train` is told, checked.
struct TrainOptions {
  DataOptions data;
  std::optional<double> validation;  // none: 0.2, or --validation-data
  NetworkOptions network;
  TrainingOptions training;
  std::optional<double> learning_rate;  // none: the optimizer's default
  std::optional<double> momentum;       // none: 0.9; only momentum and nesterov have one
  std::optional<double> weight_decay;   // none: 0.01 for adamw, as in PyTorch, else 0
  DiagnosisOptions diagnosis;
  int track_every = 1;
  bool autopsy = false;
  HistoryDetail history = HistoryDetail::units;
  unsigned threads = 0;  // 0: as many as there are cores; resolved by resolve()
  std::vector<Gate> gates;
  OutputOptions output;
  ConfigOptions config;

  /// Fills in the defaults that depend on other options, and checks what only shows when they are seen together.
  void resolve();
};

}  // namespace reluscope
