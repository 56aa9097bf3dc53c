#include "report/report_json.hpp"

#include <nlohmann/json.hpp>

#include "report/common_json.hpp"
#include "report/epoch_json.hpp"
#include "report/json_text.hpp"

namespace reluscope {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json to_json(const Value& value) {
  return std::visit(
      [](const auto& held) {
        if constexpr (std::is_same_v<std::decay_t<decltype(held)>, std::monostate>)
          return Json(nullptr);
        else
          return Json(held);
      },
      value);
}

Json to_json(const NamedValues& values) {
  Json json = Json::object();
  for (const auto& [name, value] : values) json[name] = to_json(value);
  return json;
}

/// Shift and scale of each input; one-hot inputs are not scaled.
Json scaling(const DataReport& data) {
  std::vector<double> shift, scale;
  for (const FeatureEncoding& feature : data.encoding.features) {
    shift.insert(shift.end(), feature.input_count(), feature.shift);
    scale.insert(scale.end(), feature.input_count(), feature.scale);
  }
  Json json = {{"method", data.scaling}, {"shift", shift}, {"scale", scale}};
  if (data.encoding.task == Task::regression) {
    json["target_shift"] = data.encoding.target_shift;
    json["target_scale"] = data.encoding.target_scale;
  }
  return json;
}

Json to_json(const DataReport& data) {
  Json json = {{"path", data.path},
               {"sha256", data.sha256},
               {"rows", data.rows},
               {"rows_dropped", data.rows_dropped},
               {"train_rows", data.train_rows},
               {"validation_rows", data.validation_rows}};
  if (!data.validation_path.empty()) {
    json["validation_path"] = data.validation_path;
    json["validation_sha256"] = data.validation_sha256;
  }
  json["features"] = data.encoding.input_names();
  json["target"] = data.encoding.target;
  json["task"] = data.encoding.task == Task::classification ? "classification" : "regression";
  json["classes"] = data.encoding.classes;
  json["constant_features"] = data.constant_features;
  json["scaling"] = scaling(data);
  return json;
}

Json to_json(const ModelReport& model) {
  Json layers = Json::array();
  for (const ModelLayer& layer : model.layers)
    layers.push_back(
        {{"name", layer.name}, {"inputs", layer.inputs}, {"units", layer.units}, {"activation", layer.activation}});
  return {{"layers", layers}, {"parameters", model.parameters}};
}

Json to_json(const TrainingReport& training, Task task) {
  Json history = Json::array();
  for (const EpochQuality& epoch : training.history) history.push_back(epoch_json(epoch, task));
  return {{"status", name_of(training.status)}, {"epochs_completed", training.epochs_completed}, {"history", history}};
}

Json to_json(const Summary& summary) {
  Json json;
  for (const Metric& metric : summary.metrics()) json[metric.name] = to_json(metric);
  return json;
}

Json to_json(const LayerHistory& history, HistoryDetail detail) {
  Json json = {{"epoch", history.epoch}, {"dead", history.dead}, {"sparse", history.sparse}, {"apoz", history.apoz}};
  if (detail != HistoryDetail::units) return json;
  Json& looks = json["active_rows"] = Json::array();
  for (const std::vector<std::int64_t>& active_rows : history.active_rows) looks.push_back(packed(active_rows));
  return json;
}

Json to_json(const GradientEvidence& gradient) {
  return {{"nonzero_rate", gradient.nonzero_rate}, {"rms", gradient.rms}};
}

Json dead_epochs(const Lifecycle& life) {
  Json spells = Json::array();
  for (const DeadSpell& spell : life.dead_spells) spells.push_back({spell.from, spell.to});
  return spells;
}

Json to_json(const UnitProof& proof) {
  return {{"lower", proof.lower.value},
          {"upper", proof.upper.value},
          {"lower_method", name_of(proof.lower.method)},
          {"upper_method", name_of(proof.upper.method)},
          {"verdict", name_of(proof.verdict)},
          {"witness", or_null(proof.witness)}};
}

Json to_json(const UnitDiagnosis& unit, std::size_t index) {
  Json json = {{"index", index},
               {"status", name_of(unit.status)},
               {"active_rows", unit.active_rows},
               {"activation_rate", unit.activation_rate},
               {"mean_activation", unit.mean_activation},
               {"max_preactivation", unit.max_preactivation},
               {"dormancy", unit.dormancy},
               {"dormant", unit.dormant},
               {"lifetime_sparsity", or_null(unit.lifetime_sparsity)},
               {"incoming_norm", unit.incoming_norm},
               {"outgoing_norm", unit.outgoing_norm},
               {"bias", unit.bias},
               {"gradient", unit.gradient ? to_json(*unit.gradient) : Json()},
               {"gradient_blocked", unit.gradient_block.has_value()},
               {"gradient_blocked_by", unit.gradient_block ? Json(name_of(*unit.gradient_block)) : Json()},
               {"born_dead", unit.life.born_dead()},
               {"died_epoch", or_null(unit.life.died_epoch())},
               {"dead_epochs", dead_epochs(unit.life)},
               {"revivals", unit.life.revivals()},
               {"recovery", unit.recovery ? Json(name_of(*unit.recovery)) : Json()},
               {"unseen_data", unit.unseen_data}};
  if (unit.validation)
    json["validation"] = {{"active_rows", unit.validation->active_rows},
                          {"activation_rate", unit.validation->activation_rate},
                          {"activation_rate_upper95", unit.validation->activation_rate_upper95}};
  json["proof"] = to_json(unit.proof);
  return json;
}

Json to_json(const LayerDiagnosis& layer, std::size_t index, HistoryDetail detail) {
  Json json = {{"index", index},
               {"name", layer.name},
               {"units", layer.units.size()},
               {"dead", layer.dead},
               {"sparse", layer.sparse},
               {"always_active", layer.always_active},
               {"dormant", layer.dormant},
               {"gradient_blocked", layer.gradient_blocked},
               {"apoz", layer.apoz},
               {"mean_activation", layer.mean_activation},
               {"effective_rank", or_null(layer.effective_rank)},
               {"srank", or_null(layer.srank)}};
  if (detail != HistoryDetail::none) json["history"] = to_json(layer.history, detail);
  Json& units = json["unit"] = Json::array();
  for (std::size_t i = 0; i < layer.units.size(); ++i) units.push_back(to_json(layer.units[i], i));
  return json;
}

Json to_json(const std::vector<LayerDiagnosis>& layers, HistoryDetail detail) {
  Json json = Json::array();
  for (std::size_t l = 0; l < layers.size(); ++l) json.push_back(to_json(layers[l], l, detail));
  return json;
}

Json to_json(const Autopsy& autopsy) {
  Json rows = Json::array();
  for (const AutopsyRow& row : autopsy.rows)
    rows.push_back({{"line", row.row.line},
                    {"share", row.share},
                    {"target", to_json(row.row.target)},
                    {"feature", row.row.feature},
                    {"deviations", row.row.deviations}});
  return {{"epoch", autopsy.epoch},
          {"step", autopsy.step},
          {"learning_rate", autopsy.learning_rate},
          {"update_norm", autopsy.update_norm},
          {"median_update_norm", autopsy.median_update_norm},
          {"update_ratio", or_null(autopsy.update_ratio())},
          {"before", autopsy.before},
          {"after", autopsy.after},
          {"from_gradient", autopsy.from_gradient},
          {"from_state", autopsy.from_state},
          {"from_inputs", autopsy.from_inputs},
          {"ranked_by", autopsy.through_inputs ? "inputs" : "own"},
          {"state_leads", autopsy.state_leads},
          {"rows", rows}};
}

Json to_json(const Cause& cause) {
  Json json = {{"change", cause.change.total},
               {"bias", cause.change.bias},
               {"weights", cause.change.weights},
               {"inputs", cause.change.inputs},
               {"dominant", name_of(cause.dominant)}};
  if (cause.autopsy) json["autopsy"] = to_json(*cause.autopsy);
  return json;
}

Json to_json(const std::vector<ExplainedEvent>& events) {
  Json json = Json::array();
  for (const auto& [event, cause] : events) {
    Json entry = {{"epoch", event.epoch}, {"layer", event.layer}, {"unit", event.unit}, {"type", name_of(event.type)}};
    if (cause) entry["cause"] = to_json(*cause);
    json.push_back(std::move(entry));
  }
  return json;
}

Json to_json(const std::vector<Finding>& findings) {
  Json json = Json::array();
  for (const Finding& finding : findings)
    json.push_back({{"code", finding.code},
                    {"severity", name_of(finding.severity)},
                    {"message", finding.message},
                    {"evidence", to_json(finding.evidence)},
                    {"advice", finding.advice}});
  return json;
}

}  // namespace

std::string report_json(const Report& report) {
  Json json = begin_json(report.command);
  if (report.context) json["context"] = to_json(*report.context);
  json["config"] = to_json(report.config);
  json["data"] = to_json(report.data);
  json["model"] = to_json(report.model);
  json["training"] = to_json(report.training, report.data.encoding.task);
  json["summary"] = to_json(report.summary);
  json["layers"] = to_json(report.layers, report.history_detail);
  json["events"] = to_json(report.events);
  add_verdict(json, report.gates, report.reasons());
  json["findings"] = to_json(report.findings);
  return json_text(json);
}

}  // namespace reluscope
