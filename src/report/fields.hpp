#pragma once

#include <concepts>
#include <type_traits>

#include "report/report.hpp"

namespace reluscope {

// One description of each struct that a report consists of. JSON writing, JSON reading and the JSON Schema are visitors
// of it (json_writer.hpp, json_reader.hpp, json_schema.hpp), which offer
//     v(key, member, sentence, allowed)        a field that is always there; null if it is an empty optional, or NaN
//     v.if_any(key, member, sentence, allowed) absent if it is empty
//     v.added(key, member, sentence, allowed)  always there since 0.1.0, whose reports do not have it: then its default
//     v.derived(key, value, sentence, allowed) written and not read, as it follows from other fields
//     v.index(key, sentence)                   the place of the struct in the list that holds it
//     v.constant(key, value, sentence)

/// What a value may be, beyond its type.
enum class Allowed {
  any,
  number,    // not null
  rate,      // from 0 to 1
  share,     // from -1 to 1
  positive,  // an integer from 1
  sha256,    // 64 hexadecimal digits
};

template <class T>
inline constexpr bool k_is_optional = false;
template <class T>
inline constexpr bool k_is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool k_is_list = false;
template <class T>
inline constexpr bool k_is_list<std::vector<T>> = true;

template <class T, class S>
concept Is = std::same_as<std::remove_const_t<T>, S>;

void describe(auto& v, Is<Tool> auto& tool) {
  v.constant("name", "reluscope", "the program");
  v("version", tool.version, "its version");
}

void describe(auto& v, Is<ScalingReport> auto& scaling) {
  v("method", scaling.method, "how shift and scale were fitted to the training rows; null if they come from a model");
  v.if_any("model", scaling.model, "the file of --init-from whose own scaling this is; absent if it was fitted");
  v("shift", scaling.shift, "one number for each of features", Allowed::number);
  v("scale", scaling.scale, "one number for each of features", Allowed::number);
  v.if_any("target_shift", scaling.target_shift, "the same for the target (regression only)", Allowed::number);
  v.if_any("target_scale", scaling.target_scale, "the same for the target (regression only)", Allowed::number);
}

void describe(auto& v, Is<ColumnSummary> auto& column) {
  v("name", column.name, "in the header");
  v("kind", column.kind, "what it is used for, of a feature what it holds");
  v("reading", column.reading, "how its cells are read; empty if they are not");
  v("distinct", column.distinct, "different values; null if they are more than 1,000, or not read");
  v("missing", column.missing, "cells without a value, of all rows");
  v("min", column.min, "of numbers; of dates in days or seconds since 1970-01-01; null of all others", Allowed::number);
  v("max", column.max, "as min", Allowed::number);
  v("mean", column.mean, "as min", Allowed::number);
  v("deviation", column.deviation, "standard deviation of the population; as min", Allowed::number);
}

void describe(auto& v, Is<Outlier> auto& outlier) {
  v("column", outlier.column, "a numeric feature");
  v("line", outlier.line, "of the file", Allowed::number);
  v("value", outlier.value,
    "the value farthest from the median: over 100 quartile distances away, or ten times as far as any other value",
    Allowed::number);
  v("lower_quartile", outlier.lower_quartile, "of the column", Allowed::number);
  v("upper_quartile", outlier.upper_quartile, "of the column", Allowed::number);
  v.if_any("robust_deviations", outlier.robust_deviations,
           "its distance from the median over that of the quartiles / 1.349; absent if that is 0", Allowed::number);
}

void describe(auto& v, Is<DataReport> auto& data) {
  v("path", data.path, "of the dataset, as given");
  v("sha256", data.sha256, "of the file", Allowed::sha256);
  v("rows", data.rows, "rows of the file, including those dropped");
  v("rows_dropped", data.rows_dropped, "rows dropped because a cell is missing");
  v("train_rows", data.train_rows, "rows trained on; of inspect those that the network was judged on");
  v("validation_rows", data.validation_rows, "rows held out");
  v.if_any("validation_path", data.validation_path, "of the file given with --validation-data, as given");
  v.if_any("validation_sha256", data.validation_sha256, "of that file", Allowed::sha256);
  v("features", data.features, "the network's inputs: a numeric column, or COLUMN=CATEGORY");
  v.if_any("target", data.target, "the column to predict; absent if there is none (inspect only)");
  v.if_any("task", data.task, "what is learned; absent without a target");
  v("classes", data.classes, "in the order of the network's outputs (classification only)");
  v.added("class_counts", data.class_counts, "rows of each class, held-out ones included");
  v.added("columns", data.columns, "every column of the file, in its order");
  v.added("outliers", data.outliers, "values that cannot be of the same kind as the others of their column");
  v.added("notes", data.notes, "what was interpreted to read the file, and how, as sentences");
  v("constant_features", data.constant_features, "columns with a single value on all training rows");
  v("scaling", data.scaling, "an input is (x - shift) / scale");
}

void describe(auto& v, Is<ModelLayer> auto& layer) {
  v("name", layer.name, "of the layer");
  v("inputs", layer.inputs, "inputs of each unit; null if only its activations are known");
  v("units", layer.units, "units of the layer");
  v("activation", layer.activation,
    "the activation function: relu, leaky_relu:SLOPE, elu, gelu, silu, tanh or sigmoid; identity of the output layer");
  v.if_any("source", layer.source, "its name in the model file (inspect only)");
}

void describe(auto& v, Is<ModelFileReport> auto& file) {
  v("path", file.path, "as given");
  v("sha256", file.sha256, "of its content, and of that of the files that belong to it", Allowed::sha256);
  v("notes", file.notes, "what was folded, cut off or chosen to read it, as sentences");
}

void describe(auto& v, Is<ModelReport> auto& model) {
  v("layers", model.layers,
    "from the first hidden layer to the output layer; of a file of activations (inspect only) its layers");
  v("parameters", model.parameters, "weights and biases; null if only activations are known");
  v.if_any("file", model.file, "the file that it was read from (inspect only)");
}

void describe(auto& v, Is<PredictionMetrics> auto& metrics) {
  v("loss", metrics.loss,
    "mean over the rows, as trained: softmax cross-entropy, or the mean squared residual of the scaled target");
  v.if_any("accuracy", metrics.accuracy, "share of correct rows (classification only)", Allowed::rate);
  v.if_any("rmse", metrics.rmse, "root mean squared error in the target's own unit (regression only)");
  v.if_any("r2", metrics.r2, "R² (regression only); null if the target is constant on these rows");
}

void describe(auto& v, Is<EpochReport> auto& epoch) {
  v("epoch", epoch.epoch, "0 is the network as initialised");
  v.if_any("learning_rate", epoch.learning_rate, "of the epoch's steps; absent at epoch 0, which has none",
           Allowed::number);
  describe(v, epoch.training);
  v.if_any("validation", epoch.validation, "the same on the validation rows; absent if there are none");
  v("gradient_norm", epoch.gradient_norm,
    "per layer, including the output layer: root mean square, over the steps of the epoch, of the L2 norm of the "
    "gradient of its weights and biases, of the batch's mean loss, before clipping; null at epoch 0, which has no "
    "step");
}

void describe(auto& v, Is<BaselineQuality> auto& quality) {
  v.if_any("accuracy", quality.accuracy, "of classification", Allowed::rate);
  v.if_any("rmse", quality.rmse, "of regression, in the target's own unit");
  v.if_any("r2", quality.r2, "of regression; null if the target is constant on these rows");
}

void describe(auto& v, Is<Baseline> auto& baseline) {
  v("prediction", baseline.prediction, "a class; of regression the mean, in the target's own unit");
  v("training", baseline.training, "on the training rows");
  v.if_any("validation", baseline.validation, "on the held-out rows; absent if there are none");
}

void describe(auto& v, Is<ClassQuality> auto& quality) {
  v("name", quality.name, "as in data.classes");
  v("rows", quality.rows, "of the class");
  v("predicted", quality.predicted, "rows predicted to be of it");
  v("correct", quality.correct, "those that are");
  v("mistaken_for", quality.mistaken_for, "the other class that most of its rows are predicted as; null if none is");
}

void describe(auto& v, Is<TrainingReport> auto& training) {
  v("status", training.status, "how the training ended; after divergence the report is on the last finite epoch");
  v("epochs_completed", training.epochs_completed, "epochs trained");
  v("history", training.history, "the tracked epochs; with --history none the first and the last of them");
  v.if_any("baseline", training.baseline,
           "how good it is to always predict the commonest class of the training rows, or their mean");
  v.if_any("classes", training.classes,
           "how each class is predicted, on the held-out rows, or on the training rows if none are held out "
           "(classification only)");
}

void describe(auto& v, Is<LayerHistory> auto& history) {
  v("epoch", history.epoch, "the tracked epochs; the lists below have an entry for each");
  v("dead", history.dead, "dead units");
  v.if_any("saturated", history.saturated, "saturated units; absent if the activation does not saturate");
  v("sparse", history.sparse, "sparse units");
  v.if_any("dormant", history.dormant, "units whose ReDo score is at most --dormant-tau");
  v("apoz", history.apoz, "mean over the units of 1 - activation_rate (Hu et al. 2016)", Allowed::rate);
  v.if_any("effective_rank", history.effective_rank,
           "as that of the layer; null if all activations are 0; absent without --rank every");
  v.if_any("rank_rows", history.rank_rows,
           "how many evenly spaced training rows effective_rank is of; absent if of all", Allowed::positive);
  v.if_any("active_rows", history.active_rows, "[epoch][unit]; with --history units");
  v.if_any("max_preactivation", history.max_preactivation, "[epoch][unit]: the greatest z; with --history units");
}

void describe(auto& v, Is<GradientEvidence> auto& gradient) {
  v("nonzero_rate", gradient.nonzero_rate, "share of the rows on which it is not 0", Allowed::rate);
  v("rms", gradient.rms, "root of its mean square over the rows");
}

void describe(auto& v, Is<HeldOutActivity> auto& activity) {
  v("active_rows", activity.active_rows, "validation rows with pre-activation > 0");
  v("activation_rate", activity.activation_rate, "active_rows / validation rows", Allowed::rate);
  v("activation_rate_upper95", activity.activation_rate_upper95,
    "one-sided 95 % Clopper-Pearson bound: on rows like these the rate is lower, with 95 % confidence", Allowed::rate);
}

void describe(auto& v, Is<UnitProof> auto& proof) {
  v("lower", proof.lower.value, "z is at least this; null: no bound, a float may overflow");
  v("upper", proof.upper.value, "z is at most this; null: no bound, a float may overflow");
  v("lower_method", proof.lower.method, "the method that gave the lower bound");
  v("upper_method", proof.upper.method, "the method that gave the upper bound");
  v("verdict", proof.verdict, "proven_inactive: upper <= 0; proven_active: lower > 0; else open");
  v("witness", proof.witness,
    "of a dead unit: an input within the ranges that activates it, as the network sees it (encoded and scaled), one "
    "number for each of data.features; null if none was found",
    Allowed::number);
  v.if_any(
      "proven_radius", proof.proven_radius,
      "of a dead unit: no input within this share of every feature's range around any training row (categories as "
      "they are, within the ranges) activates it: proven, as a lower bound with two significant digits; 0: nothing "
      "beyond the rows; 1 if proven_inactive; absent with --prove box, or if --prove-seconds did not last for all "
      "rows",
      Allowed::rate);
  v.added(
      "wake_distance", proof.wake_distance,
      "the least distance from a training row at which an input was found that activates it: the greatest difference "
      "of a feature, as a share of its range; a changed category counts as 1; null without a witness, and with "
      "--prove box");
  v.if_any("nearest_witness", proof.nearest_witness, "the input at wake_distance, as witness; absent if that is null",
           Allowed::number);
}

void describe(auto& v, Is<UnitDiagnosis> auto& unit) {
  v.index("index", "in its layer, from 0");
  v("status", unit.status,
    "dead: active on no training row, with relu; saturated: max_derivative at most --saturated-below of its greatest "
    "value, with elu, gelu, silu, tanh, sigmoid; sparse: active on at most --sparse-below of the training rows; "
    "always_active: on all; else active. With tanh and sigmoid none is sparse or always_active");
  v("active_rows", unit.active_rows, "training rows with pre-activation > 0; exact");
  v("activation_rate", unit.activation_rate, "active_rows / training rows", Allowed::rate);
  v("mean_activation", unit.mean_activation, "mean over the training rows");
  v("max_preactivation", unit.max_preactivation, "greatest z: a dead unit's distance from firing");
  v.if_any("max_derivative", unit.max_derivative,
           "greatest absolute derivative of the activation over the training rows; absent with relu and leaky_relu");
  v("dormancy", unit.dormancy,
    "mean absolute activation over its mean over the layer's units; 0 if the whole layer is 0 (Sokar et al. 2023)");
  v("dormant", unit.dormant, "dormancy <= --dormant-tau");
  v("lifetime_sparsity", unit.lifetime_sparsity,
    "Vinje & Gallant 2000, of the absolute activation; null if all activations are 0, or there is one row");
  v("incoming_norm", unit.incoming_norm, "L2 norm of its weights, without the bias");
  v("outgoing_norm", unit.outgoing_norm, "L2 norm of the weights from it to the next layer");
  v("bias", unit.bias, "its bias");
  v("gradient", unit.gradient,
    "dL_j/dz over the training steps of the last epoch, as trained, L_j the loss of row j; null if there was no step");
  v.derived("gradient_blocked", unit.gradient_block.has_value(),
            "active, but it got no gradient in the last epoch, and no gradient path reaches it");
  v("gradient_blocked_by", unit.gradient_block,
    "outgoing_weights: its weights to the next layer are 0; downstream: on every row on which it is active, no unit "
    "after it lets a gradient through; null if it is not blocked");
  v.derived("born_dead", unit.life.born_dead(), "dead at epoch 0");
  v.derived("died_epoch", unit.life.died_epoch(),
            "of its last death: the first tracked epoch at which it was dead after one at which it was not; null if it "
            "never died",
            Allowed::positive);
  v("dead_epochs", unit.life.dead_spells, "[from, to]: the first and last tracked epochs of every time it was dead");
  v.derived("revivals", unit.life.revivals(), "how often it revived");
  v("recovery", unit.recovery,
    "what could revive a dead unit if training continued at the last learning rate. none: nothing, with weight decay "
    "for 300 epochs, rounding and underflow of floats included; optimizer: momentum, Adam's moments or weight decay "
    "still move weights far enough, its own or those below; upstream: layers below still learn; gradient: it is at z = "
    "0 and ReLU'(0) is 1. null if it is not dead");
  v.if_any(
      "recovery_reason", unit.recovery_reason,
      "of optimizer, what moves the weights. momentum: the momentum buffer; moments: Adam's mean gradient; decay: "
      "weight decay that overshoots or has a pace of its own for each weight; decay_rounding: weight decay, as "
      "rounding shrinks some floats and not others and z is near 0; decay_underflow: the same, when floats are too "
      "small to shrink; layers_below: any of these in the layers below");
  v.if_any("recovery_share", unit.recovery_share,
           "the measured share of units with this recovery (of optimizer: this reason, under this optimizer) that came "
           "back within 300 more epochs of random runs, see docs/life-of-a-unit.md; absent for none and gradient",
           Allowed::rate);
  v("unseen_data", unit.unseen_data, "dead, yet active on validation rows");
  v.if_any("validation", unit.validation, "on the validation rows; absent if there are none");
  v.if_any("proof", unit.proof,
           "on its pre-activation z for every input within the ranges of the training rows (one-hot groups sum to one; "
           "--box-margin widens the ranges), in whatever order float32 sums are taken; absent with --prove none, and "
           "unless the activation is relu or leaky_relu");
}

void describe(auto& v, Is<LayerDiagnosis> auto& layer) {
  v.index("index", "from 0, the first hidden layer");
  v("name", layer.name, "as in model.layers");
  v.derived("units", layer.units.size(), "units of the layer");
  v("dead", layer.dead, "active on no training row");
  v.added("saturated", layer.saturated, "units whose derivative is almost 0 on every training row");
  v("sparse", layer.sparse, "active on some training rows, on at most --sparse-below of them");
  v("always_active", layer.always_active, "active on every training row");
  v("dormant", layer.dormant, "ReDo score at most --dormant-tau");
  v("gradient_blocked", layer.gradient_blocked, "active units that no gradient reaches");
  v("apoz", layer.apoz, "mean over the units of 1 - activation_rate (Hu et al. 2016)", Allowed::rate);
  v("mean_activation", layer.mean_activation, "mean over the units");
  v("effective_rank", layer.effective_rank,
    "Roy & Vetterli 2007: exp of the entropy of the singular values over their sum, of the rows x units activation "
    "matrix of the final network, not centred; null if all are 0");
  v("srank", layer.srank,
    "Kumar et al. 2021: the least k for which the k greatest singular values (not squared) hold at least 0.99 of their "
    "sum");
  v.if_any("rank_rows", layer.rank_rows,
           "how many evenly spaced training rows both ranks are of; absent if of all (see --rank)", Allowed::positive);
  v.if_any("history", layer.history, "over the tracked epochs; absent with --history none");
  v("unit", layer.units, "its units");
}

void describe(auto& v, Is<AutopsyRow> auto& row) {
  v("line", row.row.line, "of the CSV, on which the row starts", Allowed::positive);
  v("share", row.share,
    "of the effect of the batch's gradient: > 0 lowered z; the absolute shares of all rows of the batch add up to 1",
    Allowed::share);
  v("target", row.row.target, "its target");
  v("feature", row.row.feature, "the input farthest from its mean over the training rows");
  v("deviations", row.row.deviations, "how far, in standard deviations", Allowed::number);
}

void describe(auto& v, Is<Autopsy> auto& autopsy) {
  v("epoch", autopsy.epoch, "the epoch of the step", Allowed::positive);
  v("step", autopsy.step, "in that epoch, from 1", Allowed::positive);
  v("learning_rate", autopsy.learning_rate, "of the step", Allowed::number);
  v("update_norm", autopsy.update_norm, "L2 norm of the step on its weights and bias");
  v("median_update_norm", autopsy.median_update_norm, "of all steps of that epoch");
  v.derived("update_ratio", autopsy.update_ratio(), "update_norm / median_update_norm; null if that is 0");
  v("before", autopsy.before, "its mean pre-activation over the training rows, before the step");
  v("after", autopsy.after, "the same after the step");
  v("from_gradient", autopsy.from_gradient,
    "the part of after - before from this batch's gradient on its own weights and bias");
  v("from_state", autopsy.from_state,
    "the part from the optimizer state (momentum, Adam's mean gradient) and weight decay");
  v("from_inputs", autopsy.from_inputs, "the part from the change of its inputs");
  v("ranked_by", autopsy.ranked_by,
    "the path that lowered z more, by which the rows are ranked: own, through its own weights and bias (exactly); or "
    "inputs, through the layers below (to first order)");
  v("state_leads", autopsy.state_leads,
    "on that path the optimizer state did more than this batch's gradient: no row of it is to blame");
  v("rows", autopsy.rows, "the five rows of the batch that lowered z most; empty if its gradient had no part");
}

void describe(auto& v, Is<Cause> auto& cause) {
  v("change", cause.change.total, "of its mean pre-activation");
  v("bias", cause.change.bias, "the change of its bias");
  v("weights", cause.change.weights, "the change of its weights times its mean inputs before");
  v("inputs", cause.change.inputs, "its weights now times the change of its mean inputs: the layers below");
  v("dominant", cause.dominant, "the part that goes farthest in the direction of the change");
  v.if_any("autopsy", cause.autopsy,
           "of died, with --autopsy: the step before which it is active on some training row and after which on none");
}

void describe(auto& v, Is<UnitEvent> auto& event) {
  v("epoch", event.epoch, "the first tracked epoch (see --track-every) that showed it");
  v("layer", event.layer, "from 0, the first hidden layer");
  v("unit", event.unit, "in its layer, from 0");
  v("type", event.type, "what happened");
  v.if_any(
      "cause", event.cause,
      "of died and revived: what changed its mean pre-activation over the training rows since the previous tracked "
      "epoch; bias + weights + inputs = change");
}

void describe(auto& v, Is<GateResult> auto& gate) {
  v("rule", gate.rule, "as given; the gate fails if it holds");
  v("value", gate.value,
    "of the rule's metric; null if it does not exist: then the gate fails, but that of a sweep passes");
  v("passed", gate.passed, "the rule does not hold");
}

void describe(auto& v, Is<Finding> auto& finding) {
  v("code", finding.code, "stable, for scripts");
  v("severity", finding.severity, "how bad it is");
  v("message", finding.message, "what was found");
  v("evidence", finding.evidence, "the numbers that the finding was drawn from");
  v("advice", finding.advice, "what to do, in words");
  v.if_any("cure", finding.cure, "the same as options of train; absent if it cannot be said so");
  v.if_any("command", finding.command, "the command line of this run with the cure, to be pasted");
  v.if_any("caused_by", finding.caused_by,
           "the code of the finding that it follows from; absent if it follows from none");
}

void describe_verdict(auto& v, auto& gates, const std::vector<std::string>& reasons) {
  v("gates", gates, "the rules of --fail-on");
  v.derived("verdict", reasons.empty() ? Verdict::pass : Verdict::fail, "fail if there is a reason");
  v.derived("reasons", reasons, "why the verdict is fail");
}

void describe(auto& v, Is<Report> auto& report) {
  v.constant("schema_version", k_schema_version, "keys are only ever added within a version");
  v("tool", report.tool, "what made the report");
  v("command", report.command, "the command that made it");
  v.if_any("context", report.context,
           "when and where, with --context; all else is the same for the same data, options and seed");
  v("config", report.config, "every resolved option that can change the result, by its long name");
  v("data", report.data, "the dataset");
  v("model", report.model, "the network");
  v.if_any("training", report.training, "the training run (train only)");
  v.if_any("quality", report.quality,
           "how good the outputs are on all rows (inspect only, if the file has the target)");
  v("summary", report.summary,
    "over all hidden units; a gate may use any of these, the numbers of layers, as layers[0].dead_fraction, and loss, "
    "accuracy, rmse, r2 and the same with validation. before it, of the last tracked epoch");
  v("layers", report.layers, "the hidden layers");
  v("events", report.events, "deaths and revivals, by epoch, then layer, then unit");
  describe_verdict(v, report.gates, report.reasons());
  v("findings", report.findings,
    "what a person should know: no-better-than-baseline first, then cause by cause, each followed by what it causes "
    "(caused_by), the gravest first");
}

}  // namespace reluscope
