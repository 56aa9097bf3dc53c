#pragma once

#include "report/fields.hpp"
#include "run/estimate_fields.hpp"
#include "sweep/run_record.hpp"
#include "sweep/sweep_result.hpp"

namespace reluscope {

// The description, as in report/fields.hpp, of what a sweep writes.

void describe(auto& v, Is<SweptData> auto& data) {
  v("path", data.path, "of the dataset, as given");
  v("sha256", data.sha256, "of the file", Allowed::sha256);
  v.if_any("validation_path", data.validation_path, "of the file given with --validation-data, as given");
  v.if_any("validation_sha256", data.validation_sha256, "of that file", Allowed::sha256);
  v("rows", data.rows, "rows of the file, including those dropped; this and what follows is that of the first cell");
  v("target", data.target, "the column to predict");
  v("task", data.task, "what is learned");
  v("is_held_out", data.is_held_out, "whether quality is that on held-out rows; else it is that on the training rows");
  v("notes", data.notes, "what was interpreted to read the file, and how, as sentences");
}

void describe(auto& v, Is<SweepAxis> auto& axis) {
  v("option", axis.option, "of train, as in a report's config");
  v("values", axis.texts, "as train would be given them");
  v("are_numbers", axis.are_numbers, "whether they are numbers");
}

void describe(auto& v, Is<SweepSetup> auto& setup) {
  v("data", setup.data, "what every run learns from");
  v("options", setup.options, "the options of train that are given and not varied");
  v("axes", setup.axes, "the options that are varied; the first varies most slowly from cell to cell");
  v("seeds", setup.seeds, "of the runs of each cell");
  v("dead_limit", setup.dead_limit, "--dead-limit", Allowed::rate);
  v("fail_on", setup.rules, "the rules of --fail-on");
}

void describe(auto& v, Is<PlannedRun> auto& run) {
  v.index("run", "its number");
  v("cell", run.cell, "a combination of values of the axes");
  v("seed", run.seed, "of split, initialisation and shuffles");
  v("id", run.id, "SHA-256 of its resolved options and of what it reads", Allowed::sha256);
}

void describe(auto& v, Is<SweepPlan> auto& plan) {
  v.constant("schema_version", k_schema_version, "keys are only ever added within a version");
  v("tool", plan.tool, "what made it");
  v.constant("command", "sweep --plan", "the command that made it");
  describe(v, plan.setup);
  v("runs", plan.runs, "every run, in order");
}

void describe(auto& v, Is<RunRecord> auto& record) {
  v("run", record.run, "its number in the plan");
  v("cell", record.cell, "a combination of values of the axes");
  v("seed", record.seed, "of split, initialisation and shuffles");
  v("id", record.id, "SHA-256 of its resolved options and of what it reads", Allowed::sha256);
  v("status", record.status, "how the training ended");
  v("epochs_completed", record.epochs_completed, "epochs trained");
  v("first_death_epoch", record.first_death_epoch, "the first tracked epoch that shows a death; null without one");
  v("training", record.training, "after the last epoch");
  v.if_any("validation", record.validation, "the same on the held-out rows; absent without any");
  v("summary", record.summary, "as in the report of train");
}

void describe(auto& v, Is<CellResult> auto& cell) {
  v.index("cell", "its number");
  v("settings", cell.settings, "the values of the axes");
  v("runs", cell.runs, "one for each seed", Allowed::positive);
  v("diverged", cell.diverged, "runs whose loss stopped being finite; the rest of them is of their last finite epoch");
  v("dead_unit", cell.dead_unit, "runs that end with a dead unit");
  v("dead_layer", cell.dead_layer, "runs that end with a layer dead as a whole: the output is a constant");
  v("dead_network", cell.dead_network, "runs that end with every hidden unit dead");
  v("dead_fraction", cell.dead_fraction, "of the hidden units at the end");
  v("saturated_fraction", cell.saturated_fraction, "of the hidden units at the end");
  v("dormant_fraction", cell.dormant_fraction, "of the hidden units at the end");
  v("quality", cell.quality, "at the end, of the runs that did not diverge; null of none");
  v("first_death_epoch", cell.first_death_epoch, "of the runs in which a unit died; null of none");
}

void describe(auto& v, Is<AxisThreshold> auto& threshold) {
  v("axis", threshold.axis, "an option that is varied and whose values are numbers");
  v("at", threshold.at, "the values of the other axes");
  v("scale", threshold.scale, "equal ratios, or equal steps, of the values are taken for equally far");
  v("is_rising", threshold.threshold.is_rising,
    "the greater the value, the more runs have a dead unit; else the fewer");
  v("reach", threshold.threshold.reach,
    "within the values that were tried; below: half or more of the runs have a dead unit at all of them; above: at "
    "none");
  v("value", threshold.threshold.value,
    "at which half of the runs have a dead unit, by isotonic regression; null beyond the values that were tried",
    Allowed::number);
  v("lower", threshold.threshold.lower, "of its 95 % bootstrap interval; null if it reaches below the least value",
    Allowed::number);
  v("upper", threshold.threshold.upper, "of that interval; null if it reaches above the greatest", Allowed::number);
}

void describe(auto& v, Is<BestCell> auto& best) {
  v("cell", best.cell, "its number");
  v("settings", best.settings, "the values of the axes");
}

void describe(auto& v, Is<SweepResult> auto& result) {
  v.constant("schema_version", k_schema_version, "keys are only ever added within a version");
  v("tool", result.tool, "what made it");
  v.constant("command", "sweep", "the command that made it");
  describe(v, result.setup);
  v("quality", result.quality, "what the quality of a run is: the greater, the better");
  v("cells", result.cells, "what their runs came to, in order");
  v("thresholds", result.thresholds, "from where on units die");
  v("best", result.best,
    "that with the best mean quality, of the cells without divergence whose upper bound of dead_fraction is below "
    "dead_limit; null if there is none");
  describe_verdict(v, result.gates, result.reasons);
}

}  // namespace reluscope
