#pragma once

#include <CLI/CLI.hpp>

#include "cli/train_options.hpp"

namespace reluscope {

/// Adds the options of `reluscope train` to the subcommand. Parsing throws UserError on a value that cannot be.
void add_train_flags(CLI::App& command, TrainOptions& options);

}  // namespace reluscope
