#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "diagnosis/cause.hpp"
#include "diagnosis/diagnosis.hpp"
#include "diagnosis/findings/findings.hpp"
#include "diagnosis/gate.hpp"
#include "diagnosis/quality.hpp"
#include "diagnosis/summary.hpp"
#include "support/value.hpp"

namespace reluscope {

struct DataReport {
  std::string path;  // as given
  std::string sha256;
  std::int64_t rows = 0;  // of the file, those dropped included
  std::int64_t rows_dropped = 0;
  std::int64_t train_rows = 0;
  std::int64_t validation_rows = 0;
  std::string validation_path;  // empty without --validation-data
  std::string validation_sha256;
  std::vector<std::string> constant_features;
  std::string scaling;  // its name
  Encoding encoding;    // features, target, task, classes
};

struct ModelLayer {
  std::string name;
  std::int64_t inputs = 0;
  std::int64_t units = 0;
  std::string activation;
};

struct ModelReport {
  std::vector<ModelLayer> layers;
  std::int64_t parameters = 0;
};

struct EpochQuality {
  int epoch = 0;
  Quality training;
  std::optional<Quality> validation;
  std::vector<double> gradient_norm;  // per layer, the last included; empty at epoch 0
};

struct TrainingReport {
  TrainingStatus status = TrainingStatus::completed;
  int epochs_completed = 0;
  std::vector<EpochQuality> history;
};

enum class HistoryDetail { units, layers, none };

/// The whole report as plain values: what the formats print.
struct Report {
  std::string command;
  NamedValues config;                  // every resolved option that can change the result
  std::optional<NamedValues> context;  // where and when, with --context
  DataReport data;
  ModelReport model;
  TrainingReport training;
  Summary summary{Metrics{}};
  std::vector<LayerDiagnosis> layers;
  HistoryDetail history_detail = HistoryDetail::units;
  std::vector<ExplainedEvent> events;
  std::vector<GateResult> gates;
  std::vector<Finding> findings;

  /// Why the verdict is fail, a sentence each; empty where it is pass.
  std::vector<std::string> reasons() const;
};

/// Why a run fails, a sentence each: training diverged or was interrupted, or a gate failed.
std::vector<std::string> reasons_for(TrainingStatus status, int epochs_completed, const std::vector<GateResult>& gates);

/// As in the report: "completed", "diverged", "interrupted".
std::string name_of(TrainingStatus status);

}  // namespace reluscope
