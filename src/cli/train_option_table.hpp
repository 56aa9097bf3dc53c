#pragma once

#include "cli/option_table.hpp"
#include "cli/train_options.hpp"

namespace reluscope {

/// The options of `reluscope train`. What they stand at is right once the options are resolved. The options must
/// outlive the table.
OptionTable option_table(TrainOptions& options);

}  // namespace reluscope
