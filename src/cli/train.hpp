#pragma once

#include "cli/train_options.hpp"

namespace reluscope {

/// `reluscope train`. Returns the exit code: 0 done and every gate passed, 1 a gate failed or training diverged, 130 or
/// 143 where SIGINT or SIGTERM stopped the training.
int run_train(TrainOptions options);

}  // namespace reluscope
