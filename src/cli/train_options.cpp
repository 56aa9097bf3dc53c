#include "cli/train_options.hpp"

#include <algorithm>
#include <thread>

#include "support/error.hpp"

namespace reluscope {
namespace {

double default_learning_rate(OptimizerKind kind) {
  switch (kind) {
    case OptimizerKind::sgd: return 0.1;
    case OptimizerKind::momentum:
    case OptimizerKind::nesterov:
    case OptimizerKind::rmsprop: return 0.01;
    case OptimizerKind::adam:
    case OptimizerKind::adamw: return 0.001;
  }
  return 0;
}

}  // namespace

void TrainOptions::resolve() {
  if (validation && !data.validation_path.empty())
    throw UserError("--validation-data: holds out rows of its own; leave --validation out");
  data.validation = data.validation_path.empty() ? validation.value_or(0.2) : 0;
  if (network.initialization.weights == WeightInit::rai && network.bias_init)
    throw UserError("--bias-init: --init rai draws the biases together with the weights; leave --bias-init out");
  const BiasInit fallback = network.initialization.weights == WeightInit::pytorch ? BiasInit::pytorch : BiasInit::zeros;
  network.initialization.bias = network.bias_init.value_or(fallback);
  OptimizerOptions& optimizer = training.optimizer;
  optimizer.learning_rate = learning_rate.value_or(default_learning_rate(optimizer.kind));
  optimizer.weight_decay = weight_decay.value_or(optimizer.kind == OptimizerKind::adamw ? 0.01 : 0);
  data.seed = training.seed;
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace reluscope
