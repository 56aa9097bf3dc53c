#include "cli/train_options.hpp"

#include <algorithm>
#include <string_view>
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

struct NamedPath {
  std::string_view name;
  const std::string& path;
};

/// What is written must go into files of their own, and not over what is read. (A model may take the place of the one
/// that it started from.)
void check_outputs(const TrainOptions& options) {
  const OutputOptions& output = options.output;
  const NamedPath written[] = {
      {"--output", output.report}, {"--save-model", output.save_model}, {"--events", output.events}};
  const NamedPath read[] = {{"the data", options.data.table.path},
                            {"--validation-data", options.data.table.validation_path},
                            {"--init-from", options.network.init_from},
                            {"--config", options.config.path}};
  const auto must_differ = [](const NamedPath& one, const NamedPath& other) {
    if (same_file(one.path, other.path))
      throw UserError(std::string(one.name) + ": " + one.path + " is the file of " + std::string(other.name) +
                      " too; name another");
  };
  for (const NamedPath& file : written) {
    const bool is_report = &file == &written[0];
    if (!is_report && file.path == "-")
      throw UserError(std::string(file.name) + ": standard output is for the report alone; name a file");
    if (!is_report && output.report == "-" && is_standard_output(file.path))
      throw UserError(std::string(file.name) + ": standard output goes to " + file.path + " too; name another");
    for (const NamedPath& other : read)
      if (file.name != "--save-model" || other.name != "--init-from") must_differ(file, other);
    for (const NamedPath& other : written)
      if (&other < &file) must_differ(file, other);
  }
}

}  // namespace

bool uses_momentum(OptimizerKind kind) { return kind == OptimizerKind::momentum || kind == OptimizerKind::nesterov; }

void TrainOptions::resolve() {
  if (data.table.path.empty() && !config.print)
    throw UserError("train: no dataset; give DATA.csv, as in reluscope train data.csv; see reluscope train --help");
  check_outputs(*this);
  if (validation && !data.table.validation_path.empty())
    throw UserError("--validation-data: holds out rows of its own; leave --validation out");
  data.encoding.validation = data.table.validation_path.empty() ? validation.value_or(0.2) : 0;
  if (network.initialization.weights == WeightInit::rai && network.bias_init)
    throw UserError("--bias-init: --init rai draws the biases together with the weights; leave --bias-init out");
  if (!network.init_from.empty() && (network.init_given || network.bias_init))
    throw UserError("--init-from: the weights come from the file; leave --init and --bias-init out");
  if (momentum && !uses_momentum(training.optimizer.kind))
    throw UserError("--momentum: is of --optimizer momentum and nesterov; choose one of them, or leave it out");
  training.optimizer.momentum = momentum.value_or(0.9);
  const BiasInit fallback = network.initialization.weights == WeightInit::pytorch ? BiasInit::pytorch : BiasInit::zeros;
  network.initialization.bias = network.bias_init.value_or(fallback);
  OptimizerOptions& optimizer = training.optimizer;
  optimizer.learning_rate = learning_rate.value_or(default_learning_rate(optimizer.kind));
  optimizer.weight_decay = weight_decay.value_or(optimizer.kind == OptimizerKind::adamw ? 0.01 : 0);
  if (!network.hidden && network.init_from.empty()) network.hidden = {64, 32};
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace reluscope
