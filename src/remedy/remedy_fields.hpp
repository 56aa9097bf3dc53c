#pragma once

#include "remedy/remedy_result.hpp"
#include "report/fields.hpp"
#include "run/estimate_fields.hpp"

namespace reluscope {

// The description, as in report/fields.hpp, of what remedy answers.

void describe(auto& v, Is<RemedyData> auto& data) {
  v("path", data.path, "of the dataset, as given");
  v("sha256", data.sha256, "of the file", Allowed::sha256);
  v("rows", data.rows, "rows of the file, including those dropped");
  v("target", data.target, "the column to predict");
  v("task", data.task, "what is learned");
  v("is_held_out", data.is_held_out, "whether loss and quality are on held-out rows; else on the training rows");
}

void describe(auto& v, Is<Trial> auto& trial) {
  v("cure", trial.cure, "the change, as options of train; empty: as given");
  v("because", trial.because,
    "the code of the finding that names it; usual: it often helps; together: the best two; empty: as given");
  v("command", trial.command, "the command line with it");
  v("runs", trial.runs, "one for each seed; fewer if interrupted");
  v("diverged", trial.diverged, "of them; the numbers below are of the others");
  v("dead_fraction", trial.dead_fraction, "of the hidden units, those that are dead or saturated; null of no run");
  v("loss", trial.loss, "held out, or on the training rows; of regression the rmse in the target's own unit");
  v("quality", trial.quality, "accuracy, or R2 of regression, on the same rows");
  v("dead_fraction_difference", trial.dead_fraction_difference, "on the same seed, with the change - as given");
  v("loss_difference", trial.loss_difference, "as dead_fraction_difference");
  v("quality_difference", trial.quality_difference, "as dead_fraction_difference");
  v("is_no_worse", trial.is_no_worse,
    "no run diverged, and the loss is not shown to be above that as given, nor more than a tenth above it");
}

void describe(auto& v, Is<Winner> auto& winner) {
  v("cure", winner.cure, "the change, as options of train");
  v("command", winner.command, "the command line with it, to be pasted");
}

void describe(auto& v, Is<RemedyResult> auto& result) {
  v.constant("schema_version", k_schema_version, "keys are only ever added within a version");
  v("tool", result.tool, "what made it");
  v.constant("command", "remedy", "the command that made it");
  v("status", result.status, "interrupted: it has the runs that were over by then");
  v("data", result.data, "what every run learns from");
  v("config", result.config, "as in a report, of the run as given");
  v("seeds", result.seeds, "of split, initialisation and shuffles; every change is tried with each");
  v("findings", result.findings, "as in a report, of the run as given with the first seed");
  v("base", result.base, "the runs as given");
  v("trials", result.trials,
    "the changes, the best first. Of those that are no worse, have no more dead units than as given, and a quality "
    "within 0.05 of the best of these: those with the least dead fraction (to 0.01) and of these the best quality (to "
    "0.01), in the order in which they were tried; then the rest");
  v("remedy", result.winner, "the first of trials; null if none does better than the run as given");
}

}  // namespace reluscope
