#include <doctest/doctest.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "../temporary_file.hpp"
#include "report/report_json.hpp"
#include "support/error.hpp"

using namespace reluscope;

TEST_SUITE("report json") {

using Json = nlohmann::ordered_json;

namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();

UnitDiagnosis dead_unit() {
  UnitDiagnosis unit;
  unit.status = UnitStatus::dead;
  unit.active_rows = 11;
  unit.activation_rate = 0.12;
  unit.mean_activation = 0.13;
  unit.max_preactivation = -0.14;
  unit.max_derivative = 0.145;
  unit.dormancy = 0.15;
  unit.dormant = true;
  unit.lifetime_sparsity = 0.16;
  unit.incoming_norm = 0.17;
  unit.outgoing_norm = 0.18;
  unit.bias = -0.19;
  unit.gradient = GradientEvidence{.nonzero_rate = 0.2, .rms = 0.21};
  unit.gradient_block = GradientBlock::downstream;
  unit.life.dead_spells = {{.from = 0, .to = 0, .revived_at = 5}, {.from = 10, .to = 10}};
  unit.recovery = Recovery::optimizer;
  unit.recovery_reason = RecoveryReason::decay_underflow;
  unit.recovery_share = 0.225;
  unit.unseen_data = true;
  unit.validation = HeldOutActivity{.active_rows = 22, .activation_rate = 0.23, .activation_rate_upper95 = 0.24};
  unit.proof = {.lower = {-2.5, BoundMethod::interval},
                .upper = {2.6, BoundMethod::crown},
                .verdict = ProofStatus::proven_inactive,
                .witness = Witness{0.5F, -1.5F},
                .proven_radius = 0.026,
                .wake_distance = 0.07,
                .nearest_witness = Witness{0.25F, -1}};
  return unit;
}

Autopsy autopsy() {
  Autopsy autopsy;
  autopsy.epoch = 9;
  autopsy.step = 31;
  autopsy.learning_rate = 0.32;
  autopsy.update_norm = 3.3;
  autopsy.median_update_norm = 1.1;
  autopsy.before = 0.34;
  autopsy.after = -0.35;
  autopsy.from_gradient = -0.36;
  autopsy.from_state = -0.37;
  autopsy.from_inputs = 0.38;
  autopsy.ranked_by = RankedBy::inputs;
  autopsy.state_leads = true;
  autopsy.rows = {
      {.row = {.line = 39, .target = Value("setosa"), .feature = "width", .deviations = 4.1}, .share = -0.42}};
  return autopsy;
}

/// In which no two numbers are the same, but for counts that must fit together.
Report whole_report() {
  Report report;
  report.tool.version = "7.8.9";
  report.context = {{"host", Value("here")}, {"cores", Value(std::int64_t{3})}};
  report.config = {{"sparse_below", Value(0.01)},
                   {"track_every", Value(std::int64_t{5})},
                   {"hidden", Value(std::vector<std::int64_t>{1, 2})},
                   {"drop", Value(std::vector<std::string>{"a", "b"})},
                   {"na", Value(std::vector<std::string>{})},
                   {"autopsy", Value(true)},
                   {"momentum", Value()},
                   {"lr", Value(2.0)}};
  report.data = {.path = "d.csv",
                 .sha256 = std::string(64, 'a'),
                 .rows = 100,
                 .rows_dropped = 1,
                 .train_rows = 70,
                 .validation_rows = 29,
                 .validation_path = "v.csv",
                 .validation_sha256 = std::string(64, 'b'),
                 .features = {"length", "width"},
                 .target = "species",
                 .task = Task::regression,
                 .classes = {"x"},
                 .class_counts = {29},
                 .columns = {{.name = "c",
                              .kind = ColumnUse::numeric,
                              .reading = "numbers",
                              .distinct = 8,
                              .missing = 9,
                              .min = 0.5,
                              .max = 1.5,
                              .mean = 0.75,
                              .deviation = 0.25},
                             {.name = "d"}},
                 .outliers = {{.column = "c", .line = 5, .value = 9.5, .lower_quartile = 0.25, .upper_quartile = 0.5}},
                 .notes = {"a note"},
                 .constant_features = {"c"},
                 .scaling = {Scaling::minmax, {1.5, 2.5}, {3.5, 4.5}, 5.5, 6.5}};
  report.model = {.layers = {{"hidden_0", 2, 1, "relu"}, {"output", 1, 4, "identity"}}, .parameters = 77};
  report.training.emplace();
  report.training->status = TrainingStatus::interrupted;
  report.training->epochs_completed = 12;
  report.training->history = {
      {.epoch = 0, .training = {.loss = k_nan, .rmse = k_nan, .r2 = k_nan}},
      {.epoch = 5,
       .learning_rate = 0.03125,
       .training = {.loss = 1.25, .accuracy = 0.75},
       .validation = PredictionMetrics{.loss = 1.75, .rmse = 2.25, .r2 = -0.25},
       .gradient_norm = std::vector{8.5, k_nan}},
      {.epoch = 10, .training = {.loss = 0.625, .rmse = 0.375, .r2 = 0.875}, .gradient_norm = std::vector{9.5, 10.5}}};
  LayerDiagnosis layer;
  layer.name = "hidden_0";
  layer.dead = 1;
  layer.saturated = 0;
  layer.sparse = 0;
  layer.always_active = 0;
  layer.dormant = 54;
  layer.gradient_blocked = 55;
  layer.apoz = 0.56;
  layer.mean_activation = 0.57;
  layer.effective_rank = 5.8;
  layer.srank = 59;
  layer.history = {.epoch = {0, 5, 10},
                   .dead = {1, 0, 1},
                   .saturated = {605, 606, 607},
                   .sparse = {61, 62, 63},
                   .dormant = {611, 621, 631},
                   .apoz = {0.64, 0.65, 0.66},
                   .effective_rank = {6.7, std::nullopt, 6.9},
                   .rank_rows = 66,
                   .active_rows = {{0}, {68}, {69}},
                   .max_preactivation = {{-0.5}, {0.75}, {-0.25}}};
  layer.units = {dead_unit()};
  report.layers = {layer};
  report.summary = Summary(Metrics{{"units", Metric::Kind::count, 91},
                                   {"dead", Metric::Kind::count, 92},
                                   {"sparse", Metric::Kind::count, 93},
                                   {"dead_fraction", Metric::Kind::fraction, 1},
                                   {"network_dead", Metric::Kind::flag, 1}});
  report.events = {
      {.epoch = 0, .layer = 0, .unit = 0, .type = EventType::born_dead, .cause = {}},
      {.epoch = 5,
       .layer = 0,
       .unit = 0,
       .type = EventType::revived,
       .cause = Cause{.change = {.total = 0.6, .bias = 0.1, .weights = 0.2, .inputs = 0.3}, .dominant = Blame::inputs}},
      {.epoch = 10,
       .layer = 0,
       .unit = 0,
       .type = EventType::died,
       .cause = Cause{.change = {.total = -7, .bias = -1, .weights = -2, .inputs = -4},
                      .dominant = Blame::weights,
                      .autopsy = autopsy()}}};
  report.gates = {{"dead > 3", 92, false}, {"sparse > 99", 93, true}};
  report.findings = {
      {"dead-units", Severity::warning, "a message", {{"dead", Value(std::int64_t{92})}}, "some advice"}};
  return report;
}

const char* const k_whole_report = R"json({
"schema_version": 1,
"tool": {"name": "reluscope", "version": "7.8.9"},
"command": "train",
"context": {"host": "here", "cores": 3},
"config": {"sparse_below": 0.01, "track_every": 5, "hidden": [1,2], "drop": ["a","b"], "na": [], "autopsy": true, "momentum": null, "lr": 2.0},
"data": {
  "path": "d.csv", "sha256": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  "rows": 100, "rows_dropped": 1, "train_rows": 70, "validation_rows": 29,
  "validation_path": "v.csv", "validation_sha256": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
  "features": ["length", "width"], "target": "species", "task": "regression", "classes": ["x"],
  "class_counts": [29],
  "columns": [{"name": "c", "kind": "numeric", "reading": "numbers", "distinct": 8, "missing": 9, "min": 0.5, "max": 1.5,
               "mean": 0.75, "deviation": 0.25},
              {"name": "d", "kind": "dropped", "reading": "", "distinct": null, "missing": 0, "min": null, "max": null,
               "mean": null, "deviation": null}],
  "outliers": [{"column": "c", "line": 5, "value": 9.5, "lower_quartile": 0.25, "upper_quartile": 0.5}],
  "notes": ["a note"],
  "constant_features": ["c"],
  "scaling": {"method": "minmax", "shift": [1.5, 2.5], "scale": [3.5, 4.5], "target_shift": 5.5, "target_scale": 6.5}
},
"model": {
  "layers": [{"name": "hidden_0", "inputs": 2, "units": 1, "activation": "relu"},
             {"name": "output", "inputs": 1, "units": 4, "activation": "identity"}],
  "parameters": 77
},
"training": {
  "status": "interrupted",
  "epochs_completed": 12,
  "history": [
    {"epoch": 0, "loss": null, "rmse": null, "r2": null, "gradient_norm": null},
    {"epoch": 5, "learning_rate": 0.03125, "loss": 1.25, "accuracy": 0.75, "validation": {"loss": 1.75, "rmse": 2.25, "r2": -0.25},
     "gradient_norm": [8.5, null]},
    {"epoch": 10, "loss": 0.625, "rmse": 0.375, "r2": 0.875, "gradient_norm": [9.5, 10.5]}
  ]
},
"summary": {"units": 91, "dead": 92, "sparse": 93, "dead_fraction": 1.0, "network_dead": true},
"layers": [{
  "index": 0, "name": "hidden_0", "units": 1, "dead": 1, "saturated": 0, "sparse": 0, "always_active": 0, "dormant": 54,
  "gradient_blocked": 55, "apoz": 0.56, "mean_activation": 0.57, "effective_rank": 5.8, "srank": 59,
  "history": {"epoch": [0,5,10], "dead": [1,0,1], "saturated": [605,606,607], "sparse": [61,62,63],
              "dormant": [611,621,631], "apoz": [0.64,0.65,0.66], "effective_rank": [6.7,null,6.9], "rank_rows": 66,
              "active_rows": [[0],[68],[69]], "max_preactivation": [[-0.5],[0.75],[-0.25]]},
  "unit": [{
    "index": 0, "status": "dead", "active_rows": 11, "activation_rate": 0.12, "mean_activation": 0.13,
    "max_preactivation": -0.14, "max_derivative": 0.145, "dormancy": 0.15, "dormant": true, "lifetime_sparsity": 0.16,
    "incoming_norm": 0.17, "outgoing_norm": 0.18, "bias": -0.19, "gradient": {"nonzero_rate": 0.2, "rms": 0.21},
    "gradient_blocked": true, "gradient_blocked_by": "downstream",
    "born_dead": true, "died_epoch": 10, "dead_epochs": [[0,0],[10,10]], "revivals": 1,
    "recovery": "optimizer", "recovery_reason": "decay_underflow", "recovery_share": 0.225, "unseen_data": true,
    "validation": {"active_rows": 22, "activation_rate": 0.23, "activation_rate_upper95": 0.24},
    "proof": {"lower": -2.5, "upper": 2.6, "lower_method": "interval", "upper_method": "crown",
              "verdict": "proven_inactive", "witness": [0.5, -1.5], "proven_radius": 0.026, "wake_distance": 0.07,
              "nearest_witness": [0.25, -1.0]}
  }]
}],
"events": [
  {"epoch": 0, "layer": 0, "unit": 0, "type": "born_dead"},
  {"epoch": 5, "layer": 0, "unit": 0, "type": "revived",
   "cause": {"change": 0.6, "bias": 0.1, "weights": 0.2, "inputs": 0.3, "dominant": "inputs"}},
  {"epoch": 10, "layer": 0, "unit": 0, "type": "died",
   "cause": {"change": -7.0, "bias": -1.0, "weights": -2.0, "inputs": -4.0, "dominant": "weights", "autopsy": {
     "epoch": 9, "step": 31, "learning_rate": 0.32, "update_norm": 3.3, "median_update_norm": 1.1,
     "update_ratio": 2.9999999999999996, "before": 0.34, "after": -0.35, "from_gradient": -0.36, "from_state": -0.37,
     "from_inputs": 0.38, "ranked_by": "inputs", "state_leads": true,
     "rows": [{"line": 39, "share": -0.42, "target": "setosa", "feature": "width", "deviations": 4.1}]}}}
],
"gates": [{"rule": "dead > 3", "value": 92.0, "passed": false}, {"rule": "sparse > 99", "value": 93.0, "passed": true}],
"verdict": "fail",
"reasons": ["training was interrupted after epoch 12",
            "the network is dead: every unit of layer 0, so its output is a constant", "gate failed: dead > 3 (value 92)"],
"findings": [{"code": "dead-units", "severity": "warning", "message": "a message", "evidence": {"dead": 92},
              "advice": "some advice"}]
})json";

/// With as little in it as there can be.
Report bare_report() {
  Report report = whole_report();
  report.context.reset();
  report.data.validation_path = report.data.validation_sha256 = "";
  report.data.scaling.target_shift = report.data.scaling.target_scale = std::nullopt;
  report.trim_history(HistoryDetail::none);
  LayerDiagnosis& layer = report.layers.front();
  layer.effective_rank = std::nullopt;
  layer.srank = std::nullopt;
  layer.units = {UnitDiagnosis{}};
  layer.dead = 0;
  report.events.clear();
  report.gates.clear();
  report.findings.clear();
  return report;
}

std::string written_again(const std::string& text) { return json_text(read_report(TemporaryFile(text).path())); }

/// The places of the schema's properties that have no sentence.
void find_silent(const Json& schema, const std::string& place, std::vector<std::string>& silent) {
  if (!schema.is_structured()) return;
  for (const auto& [key, part] : schema.items()) {
    if (schema.is_object() && key == "properties")
      for (const auto& [name, property] : part.items())
        if (property.value("description", "").empty()) silent.push_back(place + "." + name);
    find_silent(part, place + "." + key, silent);
  }
}

}  // namespace

TEST_CASE("every field of a report is written under its own key, in this order") {
  CHECK(Json::parse(json_text(whole_report())).dump(1) == Json::parse(k_whole_report).dump(1));
}

TEST_CASE("a report that is read is written again byte for byte") {
  for (const Report& report : {whole_report(), bare_report()}) {
    const std::string text = json_text(report);
    CHECK(written_again(text) == text);
  }
  Report report = whole_report();
  report.trim_history(HistoryDetail::layers);
  report.layers.front().units.front().proof->lower.value = -std::numeric_limits<double>::infinity();
  const std::string text = json_text(report);
  CHECK(text.find("active_rows\": [[") == std::string::npos);
  CHECK(text.find("max_preactivation\": [[") == std::string::npos);
  CHECK(text.find("\"lower\": null") != std::string::npos);
  CHECK(written_again(text) == text);
}

TEST_CASE("a life that is read knows when the unit revived") {
  const Report report = read_report(TemporaryFile(json_text(whole_report())).path());
  const std::vector<DeadSpell>& spells = report.layers[0].units[0].life.dead_spells;
  REQUIRE(spells.size() == 2);
  CHECK(spells[0].revived_at == 5);
  CHECK_FALSE(spells[1].revived_at);
}

TEST_CASE("a number that is out of its range is refused, with its place") {
  for (const auto& [good, bad] :
       {std::pair("\"activation_rate\": 0.12", "\"activation_rate\": 1.2"),
        std::pair("\"activation_rate\": 0.12", "\"activation_rate\": null"), std::pair("\"line\": 39", "\"line\": 0"),
        std::pair("\"epoch\": 10,", "\"epoch\": 1e99,"), std::pair("[10,10]", "[10,9]")}) {
    std::string text = json_text(whole_report());
    const std::size_t at = text.find(good);
    REQUIRE(at != std::string::npos);
    text.replace(at, std::string(good).size(), bad);
    CHECK_THROWS_AS(written_again(text), UserError);
  }
}

TEST_CASE("a report from before there were these keys is read") {
  Json document = Json::parse(json_text(whole_report()));
  Json& layer = document["layers"][0];
  for (const char* key : {"recovery_reason", "recovery_share"}) layer["unit"][0].erase(key);
  for (const char* key : {"dormant", "effective_rank", "rank_rows", "max_preactivation"}) layer["history"].erase(key);
  document["training"]["history"][1].erase("learning_rate");
  CHECK(Json::parse(written_again(document.dump())) == document);
}

TEST_CASE("lists of the history that do not fit its epochs or units are refused") {
  for (const auto& [key, bad] : {std::pair("dormant", "[1,2]"),
                                 {"effective_rank", "[1]"},
                                 {"max_preactivation", "[[1],[2]]"},
                                 {"max_preactivation", "[[1],[2],[3,4]]"}}) {
    const auto captured = key;  // clang 14 captures no binding
    CAPTURE(captured);
    Json document = Json::parse(json_text(whole_report()));
    document["layers"][0]["history"][key] = Json::parse(bad);
    CHECK_THROWS_AS(written_again(document.dump()), UserError);
  }
}

TEST_CASE("every key in the schema has a sentence") {
  std::vector<std::string> silent;
  find_silent(Json::parse(report_schema(Json::object())), "", silent);
  CHECK(silent == std::vector<std::string>{});
}

TEST_CASE("the schema knows every key that is written, and no object takes others") {
  const Json schema = Json::parse(report_schema(Json::object()));
  const Json unit = schema["properties"]["layers"]["items"]["properties"]["unit"]["items"];
  const Json written = Json::parse(k_whole_report)["layers"][0]["unit"][0];
  std::set<std::string> keys, described;
  for (const auto& [key, value] : written.items()) keys.insert(key);
  for (const auto& [key, value] : unit["properties"].items()) described.insert(key);
  CHECK(keys == described);
  CHECK(unit["additionalProperties"] == false);
  CHECK(unit["required"].size() ==
        keys.size() - 5);  // max_derivative, recovery_reason, recovery_share, validation and proof may be absent
  CHECK(unit["properties"]["status"]["enum"] == Json{"dead", "saturated", "sparse", "active", "always_active"});
  CHECK(unit["properties"]["recovery"]["enum"] ==
        Json{"none", "optimizer", "upstream", "gradient", "recycling", nullptr});
  CHECK(schema["properties"]["data"]["properties"]["task"]["enum"] == Json{"classification", "regression"});
}

}  // TEST_SUITE("report json")
