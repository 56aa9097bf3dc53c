#include "report/report_reader.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "data/byte_source.hpp"
#include "diagnosis/layer_status.hpp"
#include "report/report_document.hpp"
#include "report/saved_report.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

// Whatever may throw is read into a variable first: GCC 12 destroys members of a braced list twice where a later one
// throws.

int epoch_of(const JsonPart& part) { return static_cast<int>(part.count()); }

/// None for null, and where the key is missing.
std::optional<JsonPart> given(const JsonPart& object, const std::string& key) {
  if (!object.has(key) || object[key].is_null()) return std::nullopt;
  return object[key];
}

DataReport read_data(const JsonPart& data) {
  DataReport report;
  report.path = data["path"].text();
  report.rows_dropped = data["rows_dropped"].count();
  report.train_rows = data["train_rows"].count();
  report.validation_rows = data["validation_rows"].count();
  report.encoding.target = data["target"].text();
  const JsonPart task = data["task"];
  if (task.text() != "classification" && task.text() != "regression") task.fail("is no task");
  report.encoding.task = task.text() == "classification" ? Task::classification : Task::regression;
  for (const JsonPart& name : data["classes"].items()) report.encoding.classes.push_back(name.text());
  return report;
}

ModelReport read_model(const JsonPart& model) {
  ModelReport report;
  for (const JsonPart& layer : model["layers"].items()) {
    ModelLayer& read = report.layers.emplace_back();
    read.name = layer["name"].text();
    read.inputs = layer["inputs"].count();
    read.units = layer["units"].count();
    read.activation = layer["activation"].text();
  }
  if (report.layers.size() < 2) model["layers"].fail("has no hidden layer");
  report.parameters = model["parameters"].count();
  return report;
}

Quality read_quality(const JsonPart& part, Task task) {
  Quality quality;
  quality.loss = part["loss"].number();
  if (task == Task::classification) {
    quality.accuracy = part["accuracy"].number();
    return quality;
  }
  quality.rmse = part["rmse"].number();
  if (const auto r2 = given(part, "r2")) quality.r2 = r2->number();
  return quality;
}

TrainingReport read_training(const JsonPart& training, Task task) {
  using enum TrainingStatus;
  TrainingReport report;
  report.status = training["status"].one_of({completed, diverged, interrupted});
  report.epochs_completed = epoch_of(training["epochs_completed"]);
  for (const JsonPart& epoch : training["history"].items()) {
    EpochQuality& quality = report.history.emplace_back();
    quality.epoch = epoch_of(epoch["epoch"]);
    quality.training = read_quality(epoch, task);
    if (const auto validation = given(epoch, "validation")) quality.validation = read_quality(*validation, task);
  }
  if (report.history.empty()) training["history"].fail("is empty");
  return report;
}

/// epochs: those that were looked at.
Lifecycle read_life(const JsonPart& unit, const std::vector<int>& epochs) {
  Lifecycle life;
  for (const JsonPart& spell : unit["dead_epochs"].items()) {
    const std::vector<JsonPart> ends = spell.items();
    if (ends.size() != 2) spell.fail("is not the first and the last epoch of a time");
    DeadSpell& dead = life.dead_spells.emplace_back();
    dead.from = epoch_of(ends[0]);
    dead.to = epoch_of(ends[1]);
    const auto next = std::ranges::upper_bound(epochs, dead.to);
    if (next != epochs.end()) dead.revived_at = *next;
  }
  return life;
}

UnitDiagnosis read_unit(const JsonPart& unit, const std::vector<int>& epochs) {
  using enum UnitStatus;
  UnitDiagnosis diagnosis;
  diagnosis.status = unit["status"].one_of({dead, sparse, active, always_active});
  diagnosis.active_rows = unit["active_rows"].count();
  diagnosis.activation_rate = unit["activation_rate"].number();
  diagnosis.life = read_life(unit, epochs);
  if (const auto recovery = given(unit, "recovery"))
    diagnosis.recovery =
        recovery->one_of({Recovery::none, Recovery::optimizer, Recovery::upstream, Recovery::gradient});
  diagnosis.unseen_data = unit["unseen_data"].flag();
  diagnosis.proof.verdict =
      unit["proof"]["verdict"].one_of({ProofStatus::proven_inactive, ProofStatus::proven_active, ProofStatus::open});
  return diagnosis;
}

/// What each unit was at every look.
std::vector<std::vector<UnitStatus>> read_statuses(const JsonPart& active_rows, const LayerDiagnosis& layer,
                                                   std::int64_t rows, double sparse_below) {
  std::vector<std::vector<UnitStatus>> statuses;
  for (const JsonPart& look : active_rows.items()) {
    std::vector<std::int64_t> counts;
    for (const JsonPart& count : look.items()) counts.push_back(count.count());
    if (counts.size() != layer.units.size()) look.fail("is not a number for each unit");
    statuses.push_back(layer_status(counts, rows, sparse_below).status);
  }
  if (statuses.size() != layer.history.epoch.size()) active_rows.fail("is not a list for each epoch");
  return statuses;
}

LayerDiagnosis read_layer(const JsonPart& layer, const std::vector<int>& epochs, std::int64_t rows,
                          double sparse_below) {
  LayerDiagnosis diagnosis;
  diagnosis.name = layer["name"].text();
  diagnosis.dead = layer["dead"].count();
  diagnosis.sparse = layer["sparse"].count();
  diagnosis.always_active = layer["always_active"].count();
  diagnosis.dormant = layer["dormant"].count();
  diagnosis.apoz = layer["apoz"].number();
  for (const JsonPart& unit : layer["unit"].items()) diagnosis.units.push_back(read_unit(unit, epochs));
  if (diagnosis.units.empty()) layer["unit"].fail("is empty");
  if (const auto rank = given(layer, "effective_rank")) diagnosis.effective_rank = rank->number();
  diagnosis.history.epoch = epochs;
  const auto history = given(layer, "history");
  if (!history) return diagnosis;
  for (const JsonPart& dead : (*history)["dead"].items()) {
    if (dead.count() > static_cast<std::int64_t>(diagnosis.units.size())) dead.fail("is more than there are units");
    diagnosis.history.dead.push_back(dead.count());
  }
  if (diagnosis.history.dead.size() != epochs.size()) (*history)["dead"].fail("is not a number for each epoch");
  if (const auto active_rows = given(*history, "active_rows"))
    diagnosis.history.status = read_statuses(*active_rows, diagnosis, rows, sparse_below);
  return diagnosis;
}

Autopsy read_autopsy(const JsonPart& part) {
  Autopsy autopsy;
  autopsy.epoch = epoch_of(part["epoch"]);
  autopsy.step = static_cast<std::size_t>(part["step"].count());
  autopsy.through_inputs = part["ranked_by"].text() == "inputs";
  autopsy.state_leads = part["state_leads"].flag();
  for (const JsonPart& row : part["rows"].items()) {
    AutopsyRow& read = autopsy.rows.emplace_back();
    read.row.line = static_cast<std::uint32_t>(row["line"].count());
    read.row.feature = row["feature"].text();
    read.row.deviations = row["deviations"].number();
    read.share = row["share"].number();
  }
  return autopsy;
}

ExplainedEvent read_event(const JsonPart& part, const std::vector<LayerDiagnosis>& layers) {
  using enum EventType;
  Event event;
  event.epoch = epoch_of(part["epoch"]);
  event.layer = static_cast<std::size_t>(part["layer"].count());
  event.unit = static_cast<std::size_t>(part["unit"].count());
  event.type = part["type"].one_of({born_dead, died, revived});
  if (event.layer >= layers.size()) part["layer"].fail("is no layer");
  if (event.unit >= layers[event.layer].units.size()) part["unit"].fail("is no unit of the layer");
  const auto cause = given(part, "cause");
  if (!cause) return {event, std::nullopt};
  Cause explained;
  explained.dominant = (*cause)["dominant"].one_of({Blame::bias, Blame::weights, Blame::inputs});
  if (const auto autopsy = given(*cause, "autopsy")) explained.autopsy = read_autopsy(*autopsy);
  return {event, explained};
}

Finding read_finding(const JsonPart& part) {
  Finding finding;
  finding.code = part["code"].text();
  finding.severity = part["severity"].one_of({Severity::info, Severity::warning, Severity::error});
  finding.message = part["message"].text();
  finding.advice = part["advice"].text();
  return finding;
}

GateResult read_gate(const JsonPart& part, const Metrics& metrics) {
  GateResult result;
  result.rule = part["rule"].text();
  result.value = part["value"].number();
  result.passed = part["passed"].flag();
  try {
    static_cast<void>(Gate(result.rule).metric_in(metrics));
  } catch (const UserError&) {
    part["rule"].fail("is no rule on a metric of the summary");
  }
  return result;
}

}  // namespace

Report read_report(const std::string& path) {
  const std::string name = input_name(path);
  const nlohmann::ordered_json document = parse_report_document(read_file(path), name);
  const JsonPart part = report_document(document, name);
  Report report;
  report.command = part["command"].text();
  report.data = read_data(part["data"]);
  report.model = read_model(part["model"]);
  report.training = read_training(part["training"], report.data.encoding.task);
  report.summary = Summary(read_summary(part["summary"]));
  for (const char* metric : {"units", "dead", "sparse"}) static_cast<void>(part["summary"][metric].count());
  std::vector<int> epochs;
  for (const EpochQuality& look : report.training.history) epochs.push_back(look.epoch);
  if (!std::ranges::is_sorted(epochs)) part["training"]["history"].fail("is not in the order of its epochs");
  const double sparse_below = part["config"]["sparse_below"].number();
  for (const JsonPart& layer : part["layers"].items())
    report.layers.push_back(read_layer(layer, epochs, report.data.train_rows, sparse_below));
  if (report.layers.size() + 1 != report.model.layers.size()) part["layers"].fail("are not those of model.layers");
  for (std::size_t l = 0; l < report.layers.size(); ++l)
    if (static_cast<std::int64_t>(report.layers[l].units.size()) != report.model.layers[l].units)
      part["layers"].items()[l]["unit"].fail("is not as long as model.layers says");
  for (const JsonPart& event : part["events"].items()) report.events.push_back(read_event(event, report.layers));
  for (const JsonPart& gate : part["gates"].items()) report.gates.push_back(read_gate(gate, report.summary.metrics()));
  for (const JsonPart& finding : part["findings"].items()) report.findings.push_back(read_finding(finding));
  return report;
}

}  // namespace reluscope
