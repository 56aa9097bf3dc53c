#include "run/inspect_activations.hpp"

#include <array>
#include <string_view>

#include "data/byte_source.hpp"
#include "diagnosis/findings/inspection_findings.hpp"
#include "diagnosis/layer_activity.hpp"
#include "report/run_metrics.hpp"
#include "run/run_gates.hpp"
#include "stats/file_activity.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

std::vector<LayerDiagnosis> layers_of(const FileActivity& file, const Activation& activation,
                                      const DiagnosisOptions& options, ThreadPool& pool) {
  std::vector<LayerDiagnosis> layers;
  for (std::size_t l = 0; l < file.layers.size(); ++l) {
    const LayerActivity& layer = file.layers[l];
    layers.push_back(
        layer_of("hidden_" + std::to_string(l),
                 units_by_activity(layer.stats, static_cast<std::int64_t>(layer.rows), activation, options)));
  }
  if (options.rank == RankMode::none) return layers;
  pool.parallel_for(layers.size(), [&](std::size_t l, unsigned /*worker*/) {
    set_ranks(file.layers[l].sampled_rows(), layers[l]);
    if (!file.layers[l].chosen.is_all()) layers[l].rank_rows = static_cast<std::int64_t>(file.layers[l].chosen.size);
  });
  return layers;
}

ModelReport model_of(const FileActivity& file, const Activation& activation) {
  ModelReport model;
  for (std::size_t l = 0; l < file.layers.size(); ++l)
    model.layers.push_back({.name = "hidden_" + std::to_string(l),
                            .units = static_cast<std::int64_t>(file.layers[l].stats.active_rows.size()),
                            .activation = text_of(activation),
                            .source = file.layers[l].name});
  return model;
}

/// What the numbers of a file are taken for: nobody but the user knows.
std::string reading_of(const InspectSpec& spec, const Activation& activation) {
  return std::string("the numbers are taken for ") +
         (spec.pre_activations ? "pre-activations, the inputs of " : "activations, the outputs of ") +
         text_of(activation) + (spec.pre_activations ? "" : "; --pre-activations if they are its inputs");
}

/// For the user.
std::vector<std::string> notes_on(const FileActivity& file, const InspectSpec& spec, const Activation& activation) {
  std::vector<std::string> notes = {reading_of(spec, activation)};
  if (!spec.pre_activations) return notes;
  std::vector<std::string> names;
  for (const LayerActivity& layer : file.layers)
    if (!layer.has_negative) names.push_back(in_quotes(layer.name));
  if (!names.empty())
    notes.push_back("no number of " + join_at_most(names, 4) +
                    " is below 0, as if it held activations; then leave --pre-activations out");
  return notes;
}

/// Activations are not enough to leave units out of a network.
constexpr const char* k_advice = "leave units out of the network with reluscope prune MODEL (safetensors or ONNX)";

}  // namespace

bool holds_activations(const std::string& path) {
  ByteSource source(path, false);
  constexpr std::size_t k_zip_name = 30;  // where the name of the first member begins, in its local header
  std::array<char, 512> start{};
  std::size_t filled = 0;
  while (filled < start.size()) {
    const std::size_t count = source.read(std::span(start).subspan(filled));
    if (count == 0) break;
    filled += count;
  }
  const std::string_view bytes(start.data(), filled);
  if (bytes.starts_with("\x93NUMPY") || bytes.starts_with("PK\x05\x06")) return true;
  if (!bytes.starts_with("PK\x03\x04") || bytes.size() < k_zip_name) return false;
  const auto length = static_cast<unsigned char>(bytes[26]) + 256 * static_cast<unsigned char>(bytes[27]);
  return bytes.substr(k_zip_name, static_cast<std::size_t>(length)).ends_with(".npy");
}

Report inspect_activations(const InspectSpec& spec, ThreadPool& pool) {
  const Activation activation = spec.activation.value_or(Activation());
  const FileActivity file =
      read_activity(spec.model, {.activation = activation, .pre_activations = spec.pre_activations}, pool);
  check_gates(spec.gates, std::nullopt, file.layers.size());
  const auto rows = static_cast<std::int64_t>(file.layers.front().rows);
  Report report{.command = ReportCommand::inspect, .config = spec.config()};
  report.data = {.path = spec.model,
                 .sha256 = file.sha256,
                 .rows = rows,
                 .train_rows = rows,
                 .notes = notes_on(file, spec, activation)};
  report.model = model_of(file, activation);
  report.layers = layers_of(file, activation, spec.diagnosis, pool);
  report.summary = Summary(report.layers);
  report.gates = judge(spec.gates, gate_metrics(report));
  report.findings = findings_of({.units = {.layers = report.layers,
                                           .summary = report.summary,
                                           .activation = activation,
                                           .sparse_below = spec.diagnosis.sparse_below,
                                           .saturated_below = spec.diagnosis.saturated_below,
                                           .has_scaled_inputs = true,
                                           .row = "row",
                                           .advice = k_advice},
                                 .columns = report.data.columns,
                                 .sees_raw_numbers = false,
                                 .overflow = {}});
  return report;
}

}  // namespace reluscope
