#include "cli/train_options.hpp"

#include <algorithm>
#include <thread>

#include "support/error.hpp"
#include "support/output_file.hpp"

namespace reluscope {
namespace {

double default_learning_rate(OptimizerKind kind) {
  switch (kind) {
    case OptimizerKind::sgd:
      return 0.1;
    case OptimizerKind::momentum:
    case OptimizerKind::nesterov:
    case OptimizerKind::rmsprop:
      return 0.01;
    case OptimizerKind::adam:
    case OptimizerKind::adamw:
      return 0.001;
  }
  return 0;
}

/// An output must not be written over what is read, nor over the other.
void check_outputs(const OutputOptions& output, const DataOptions& data, const NetworkOptions& network) {
  if (output.save_model == "-") throw UserError("--save-model: standard output is for the report alone; name a file");
  if (same_file(output.report, output.save_model))
    throw UserError("--save-model: " + output.save_model + " is the report's file too; name another");
  if (output.report == "-" && is_standard_output(output.save_model))
    throw UserError("--save-model: standard output goes to " + output.save_model + " too; name another");
  for (const std::string& read : {data.path, data.validation_path}) {
    if (same_file(output.report, read))
      throw UserError("--output: " + output.report + " holds the data; name another file");
    if (same_file(output.save_model, read))
      throw UserError("--save-model: " + output.save_model + " holds the data; name another file");
  }
  if (same_file(output.report, network.init_from))
    throw UserError("--output: " + output.report + " holds the model of --init-from; name another file");
}

/// The same for the events, whose file is emptied before anything is read.
void check_events(const OutputOptions& output, const DataOptions& data, const NetworkOptions& network) {
  const auto must_not_be = [&](const std::string& other, const char* what) {
    if (same_file(output.events, other))
      throw UserError("--events: " + output.events + " is the file of " + what + " too; name another");
  };
  if (output.events == "-") throw UserError("--events: standard output is for the report alone; name a file");
  must_not_be(output.report, "the report");
  if (output.report == "-" && is_standard_output(output.events))
    throw UserError("--events: standard output goes to " + output.events + " too; name another");
  must_not_be(output.save_model, "--save-model");
  must_not_be(data.path, "the data");
  must_not_be(data.validation_path, "--validation-data");
  must_not_be(network.init_from, "--init-from");
}

}  // namespace

bool has_momentum(OptimizerKind kind) { return kind == OptimizerKind::momentum || kind == OptimizerKind::nesterov; }

void TrainOptions::resolve() {
  if (data.path.empty() && !config.print)
    throw UserError("train: no dataset; give DATA.csv, as in reluscope train data.csv; see reluscope train --help");
  check_outputs(output, data, network);
  check_events(output, data, network);
  if (validation && !data.validation_path.empty())
    throw UserError("--validation-data: holds out rows of its own; leave --validation out");
  data.validation = data.validation_path.empty() ? validation.value_or(0.2) : 0;
  if (network.initialization.weights == WeightInit::rai && network.bias_init)
    throw UserError("--bias-init: --init rai draws the biases together with the weights; leave --bias-init out");
  if (!network.init_from.empty() && (network.init_given || network.bias_init))
    throw UserError("--init-from: the weights come from the file; leave --init and --bias-init out");
  if (momentum && !has_momentum(training.optimizer.kind))
    throw UserError("--momentum: is of --optimizer momentum and nesterov; choose one of them, or leave it out");
  training.optimizer.momentum = momentum.value_or(0.9);
  const BiasInit fallback = network.initialization.weights == WeightInit::pytorch ? BiasInit::pytorch : BiasInit::zeros;
  network.initialization.bias = network.bias_init.value_or(fallback);
  OptimizerOptions& optimizer = training.optimizer;
  optimizer.learning_rate = learning_rate.value_or(default_learning_rate(optimizer.kind));
  optimizer.weight_decay = weight_decay.value_or(optimizer.kind == OptimizerKind::adamw ? 0.01 : 0);
  data.seed = training.seed;
  if (!network.hidden && network.init_from.empty()) network.hidden = {64, 32};
  training.threads = threads > 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
  data.threads = training.threads;
  diagnosis.threads = training.threads;
}

}  // namespace reluscope
