#pragma once

#include "report/comparison.hpp"
#include "report/epoch_record.hpp"
#include "report/fields.hpp"

namespace reluscope {

// The same of what data, check and compare answer, and of a line of --events.

void describe(auto& v, Is<CheckResult> auto& result) {
  v.constant("schema_version", k_schema_version, "keys are only ever added within a version");
  v("tool", result.tool, "what made it");
  v.constant("command", "check", "the command that made it");
  v("report", result.path, "path of the report, as given");
  describe_verdict(v, result.gates, result.reasons);
}

void describe(auto& v, Is<DataResult> auto& result) {
  v.constant("schema_version", k_schema_version, "keys are only ever added within a version");
  v("tool", result.tool, "what made it");
  v.constant("command", "data", "the command that made it");
  v("data", result.data, "as in a report");
}

void describe(auto& v, Is<LayerCounts> auto& layer) {
  v("name", layer.name, "as in model.layers");
  v("units", layer.units, "units of the layer");
  v("dead", layer.dead, "active on no training row");
  v("sparse", layer.sparse, "active on at most --sparse-below of the training rows");
}

void describe(auto& v, Is<ChangedUnit> auto& unit) {
  v("index", unit.index, "in its layer, from 0");
  v("change", unit.change, "what changed");
  v("base", unit.base, "its status in the base run");
  v("new", unit.now, "its status in the new run");
}

void describe(auto& v, Is<LayerComparison> auto& layer) {
  v.index("index", "from 0, the first hidden layer");
  v("base", layer.base, "in the base run; null if it has no such layer");
  v("new", layer.now, "in the new run; null if it has no such layer");
  for (const Word<UnitChange>& change : k_words<UnitChange>)
    v.derived(change.word, layer.count(change.value),
              "units that did; matched by counts: net; null if one of the runs has no such layer");
  v.if_any("unit", layer.units, "the units that changed; absent if matched by counts");
}

void describe(auto& v, Is<ComparedRun> auto& run) {
  v("report", run.path, "path of the report, as given");
  v.if_any("status", run.status, "how its training ended");
}

void describe(auto& v, Is<MetricChange> auto& metric) {
  v("base", metric.base, "in the base run; null if it is not there");
  v("new", metric.now, "in the new run; null if it is not there");
  v.derived("change", metric.change_metric(), "new - base; null if one is not there");
}

void describe(auto& v, Is<Difference> auto& difference) {
  v("base", difference.base, "in the base run; null if it has none");
  v("new", difference.now, "in the new run; null if it has none");
}

void describe(auto& v, Is<RunDifferences> auto& differences) {
  v("tool", differences.tool, "the version");
  v("data", differences.data,
    "of columns, features and classes: those that only this run has; if they are the same in another order, all");
  v("options", differences.options, "by their keys in config");
  v("context", differences.context, "when and where, if both reports have a context");
}

void describe(auto& v, Is<Comparison> auto& comparison) {
  v.constant("schema_version", k_schema_version, "keys are only ever added within a version");
  v("tool", comparison.tool, "what made it");
  v.constant("command", "compare", "the command that made it");
  v("base", comparison.base, "the older run");
  v("new", comparison.now, "the newer run");
  v("differences", comparison.differences, "what the runs differ in");
  v("matched_by", comparison.matched_by,
    "position: a unit is compared with the one at the same place; counts: only the layers' counts are compared");
  v("matched_why", comparison.matched_why, "what the runs share, or differ in");
  v("layers", comparison.layers, "the hidden layers");
  v("summary", comparison.summary, "every metric of either run's summary");
  v("quality", comparison.quality, "loss, accuracy, rmse, r2, and the same of validation., of the last tracked epochs");
  describe_verdict(v, comparison.gates, comparison.reasons);
}

void describe(auto& v, Is<LayerStatus> auto& layer) {
  v("dead", layer.dead, "dead units");
  v("saturated", layer.saturated, "saturated units");
  v("sparse", layer.sparse, "sparse units");
  v("dormant", layer.dormant, "units whose ReDo score is at most --dormant-tau");
  v("apoz", layer.apoz, "mean over the units of 1 - activation_rate (Hu et al. 2016)", Allowed::rate);
  v.if_any("effective_rank", layer.effective_rank, "as in the history of a report, with --rank every");
}

void describe(auto& v, Is<EpochRecord> auto& event) {
  describe(v, event.metrics);
  v("layers", event.layers, "the hidden layers");
  v("died", event.died, "[layer, unit] of those that died since the previous tracked epoch");
  v("revived", event.revived, "[layer, unit] of those that revived since the previous tracked epoch");
}

}  // namespace reluscope
