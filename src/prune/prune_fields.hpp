#pragma once

#include "prune/prune_result.hpp"
#include "report/fields.hpp"

namespace reluscope {

// The description, as in report/fields.hpp, of what prune answers.

void describe(auto& v, Is<PrunedModel> auto& model) {
  v("path", model.path, "of the model file, as given");
  v("sha256", model.sha256, "of the file, with what lies in other files that belong to it", Allowed::sha256);
  v("format", model.format, "safetensors or ONNX");
  v("activation", model.activation, "of the hidden layers");
  v("notes", model.notes, "what was made of the file");
}

void describe(auto& v, Is<PruningData> auto& data) {
  v("path", data.path, "of the rows, as given");
  v("sha256", data.sha256, "of the file", Allowed::sha256);
  v("rows", data.rows, "rows that were run through both networks");
  v("rows_dropped", data.rows_dropped, "rows with a missing cell, with --missing drop");
  v("features", data.features, "what feeds the inputs, in their order");
  v("notes", data.notes, "what was interpreted, and how");
}

void describe(auto& v, Is<UnitShare> auto& share) {
  v("unit", share.unit, "of the same layer, by its old number");
  v("share", share.share, "of its activation", Allowed::number);
}

void describe(auto& v, Is<RemovedUnit> auto& unit) {
  v("unit", unit.unit, "its old number in the layer, from 0");
  v("reason", unit.reason,
    "unused: every outgoing weight is 0, or leads to a removed unit; constant: its pre-activation does not depend on "
    "the inputs; proven_inactive: z <= 0 for every input in the box; merged: linear in the box, and its weights are a "
    "combination of those of other such units; on_data: dead on every row, or unused or constant without such units");
  v("constant", unit.constant, "the constant part of its activation, which went into the next bias", Allowed::number);
  v.if_any("shares", unit.shares, "of a merged unit: its activation is the constant and these shares of other units");
}

void describe(auto& v, Is<PrunedLayer> auto& layer) {
  v.index("index", "from 0, the first hidden layer");
  v("name", layer.name, "as the file has it");
  v("units", layer.units, "before");
  v("units_left", layer.units_left, "after");
  for (const Word<PruneReason>& reason : k_words<PruneReason>)
    v.derived(reason.word, layer.count(reason.value), "units that were removed for this reason");
  v("removed", layer.removed, "each removed unit and why");
  v("kept", layer.kept, "the units that stay, by their old numbers, in their new order");
  v.if_any("limit", layer.limit, "why units that could go stay");
}

void describe(auto& v, Is<ConstantLayer> auto& constant) {
  v("layer", constant.layer, "the last hidden layer all of whose units are constant");
  v("unit", constant.unit, "the one that stays, by its old number, because a layer needs a unit");
  v("outputs", constant.outputs, "of the network, whatever the inputs", Allowed::number);
}

void describe(auto& v, Is<ModelSize> auto& size) {
  v("widths", size.widths, "inputs, units of each hidden layer, outputs");
  v("parameters", size.parameters, "weights and biases of the linear layers");
  v("operations", size.operations, "floating-point operations of the linear layers for a row: 2 a weight");
  v("bytes", size.bytes, "of the file, unpacked, with what lies in other files that belong to it");
}

void describe(auto& v, Is<PruningCheck> auto& check) {
  v("rows", check.rows, "rows of the data on which both were run; 0: no data were given");
  v("points", check.points, "other inputs on which both were run");
  v("points_from", check.points_from, "how those were chosen; empty: there are none");
  v("changed", check.changed, "rows and points on which an output differs at all");
  v("greatest_output", check.greatest_output, "magnitude of any output of the model as it was");
  v("greatest_change", check.greatest_change, "of any output");
  v("relative_change", check.relative_change, "greatest_change / greatest_output");
  v("allowed", check.allowed,
    "the greatest relative change with which a file is written: 0 where only zeros were dropped, else 1e-5");
}

void describe(auto& v, Is<PruneResult> auto& result) {
  v.constant("schema_version", k_schema_version, "keys are only ever added within a version");
  v("tool", result.tool, "what made it");
  v.constant("command", "prune", "the command that made it");
  v("model", result.model, "what was pruned");
  v("data", result.data, "the rows; null if none were given");
  v("config", result.config, "every option that can change the result, as it was resolved");
  v("tier", result.tier, "proven: what holds for every input in the box; on_data: what holds on the rows as well");
  v("box_margin", result.box_margin,
    "by how much the box is wider than the ranges of the rows; null without data: then what holds for any input");
  v("layers", result.layers, "the hidden layers");
  v("constant", result.constant, "if the network does not depend on its inputs; else null");
  v("before", result.before, "the model as it was");
  v("after", result.after, "the smaller one");
  v("check", result.check, "both files, read back and run on the same inputs in float32");
  v("output", result.output, "the file that was written; empty: none");
  v("sequential", result.sequential, "the smaller network in PyTorch");
  v("notes", result.notes, "what else there is to say");
}

}  // namespace reluscope
