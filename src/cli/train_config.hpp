#pragma once

#include "cli/train_options.hpp"
#include "data/dataset.hpp"
#include "model/network.hpp"
#include "support/value.hpp"

namespace reluscope {

/// Every option that can change the result, by its long name with '_' for '-', as it was resolved for this dataset and
/// this network.
NamedValues config_of(const TrainOptions& options, const Dataset& dataset, const Network<float>& network);

}  // namespace reluscope
