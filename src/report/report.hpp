#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data/data_options.hpp"
#include "diagnosis/diagnosis.hpp"
#include "diagnosis/evidence/baseline.hpp"
#include "diagnosis/evidence/class_quality.hpp"
#include "diagnosis/findings/finding.hpp"
#include "diagnosis/gate.hpp"
#include "diagnosis/prediction_metrics.hpp"
#include "diagnosis/summary.hpp"
#include "diagnosis/unit_event.hpp"
#include "model/activation.hpp"
#include "support/names.hpp"
#include "support/value.hpp"

namespace reluscope {

inline constexpr int k_schema_version = 1;

// What a report holds, as plain values. fields.hpp has a sentence on each.

struct Tool {
  std::string version = RELUSCOPE_VERSION;
};

/// The commands that make reports.
enum class ReportCommand { train, inspect };
template <>
inline constexpr auto k_words<ReportCommand> =
    std::to_array<Word<ReportCommand>>({{ReportCommand::train, "train"}, {ReportCommand::inspect, "inspect"}});

struct ScalingReport {
  std::optional<Scaling> method;  // none: that of a model
  std::vector<double> shift, scale;
  std::optional<double> target_shift, target_scale;  // of regression
  std::string model;                                 // the file that it comes from; empty: it was fitted
};

struct DataReport {
  std::string path;
  std::string sha256;
  std::int64_t rows = 0;
  std::int64_t rows_dropped = 0;
  std::int64_t train_rows = 0;
  std::int64_t validation_rows = 0;
  std::string validation_path;  // empty without --validation-data
  std::string validation_sha256;
  std::vector<std::string> features;
  std::string target;
  std::optional<Task> task;  // none without a target
  std::vector<std::string> classes;
  std::vector<std::int64_t> class_counts;
  std::vector<ColumnSummary> columns;
  std::vector<Outlier> outliers;
  std::vector<std::string> notes;
  std::vector<std::string> constant_features;
  ScalingReport scaling;
};

/// What the command data answers.
struct DataResult {
  Tool tool;
  DataReport data;
};

struct ModelLayer {
  std::string name;
  std::optional<std::int64_t> inputs;  // none if only its activations are known
  std::int64_t units = 0;
  std::string activation = "relu";
  std::string source;  // its name in the file that it was read from; empty: there is none
};

/// Where a model, or its activations, come from that were not trained in this run.
struct ModelFileReport {
  std::string path;
  std::string sha256;
  std::vector<std::string> notes;
};

struct ModelReport {
  std::vector<ModelLayer> layers;
  std::optional<std::int64_t> parameters;  // none if only activations are known
  std::optional<ModelFileReport> file;
};

struct EpochReport {
  int epoch = 0;
  std::optional<double> learning_rate;  // none at epoch 0
  PredictionMetrics training;
  std::optional<PredictionMetrics> validation;
  std::optional<std::vector<double>> gradient_norm;  // per layer, including the output layer; none at epoch 0
};

struct TrainingReport {
  TrainingStatus status = TrainingStatus::completed;
  int epochs_completed = 0;
  std::vector<EpochReport> history;
  std::optional<Baseline> baseline;
  std::vector<ClassQuality> classes;
};

enum class HistoryDetail { units, layers, none };
template <>
inline constexpr auto k_words<HistoryDetail> = std::to_array<Word<HistoryDetail>>({{HistoryDetail::units, "units"},
                                                                                   {HistoryDetail::layers, "layers"},
                                                                                   {HistoryDetail::none, "none"}});

enum class Verdict { pass, fail };
template <>
inline constexpr auto k_words<Verdict> = std::to_array<Word<Verdict>>({{Verdict::pass, "pass"},
                                                                       {Verdict::fail, "fail"}});

struct Report {
  Tool tool;
  ReportCommand command = ReportCommand::train;
  std::optional<NamedValues> context;
  NamedValues config;
  DataReport data;
  ModelReport model;
  std::optional<TrainingReport> training;
  std::optional<PredictionMetrics> quality;  // of a network that was not trained in this run, if there is a target
  Summary summary;
  std::vector<LayerDiagnosis> layers;
  std::vector<UnitEvent> events;
  std::vector<GateResult> gates;
  std::vector<Finding> findings;

  /// Why the verdict is fail, a sentence each; empty if it is pass.
  std::vector<std::string> reasons() const { return reasons(gates, allows_dead_network()); }
  /// The same with these gates: training that did not complete, a dead network unless it is allowed, failed gates.
  std::vector<std::string> reasons(const std::vector<GateResult>& its_gates, bool allow_dead_network) const;
  /// Whether a hidden layer is dead as a whole.
  bool is_network_dead() const;
  /// The run's --allow-dead-network.
  bool allows_dead_network() const;
  /// Of the hidden layers.
  Activation activation() const;
  /// What its rows are called: "training row"; of inspect "row".
  std::string row_word() const { return command == ReportCommand::train ? "training row" : "row"; }
  /// The --sparse-below that the statuses were judged by.
  double sparse_below() const;
  /// Drops what `detail` does not keep of the layers' histories.
  void trim_history(HistoryDetail detail);
};

/// Why training makes a run fail: it diverged or was interrupted. Empty if neither.
std::vector<std::string> reasons_of(const std::optional<TrainingReport>& training);

/// "the network is dead: every unit of layer 1, so its output is a constant"
std::string dead_network_text(const std::vector<LayerDiagnosis>& layers);

/// "gate failed: dead > 0 (value 1)"
std::string failure_of(const GateResult& gate);

}  // namespace reluscope
