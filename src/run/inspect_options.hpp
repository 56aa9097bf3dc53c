#pragma once

#include "run/inspect_spec.hpp"
#include "support/option_table.hpp"

namespace reluscope {

/// The model, the file of rows, and how both are read.
void add_model_input(OptionTable& table, ModelInput& input);

/// The options of inspect, bound to its specification, which must outlive the table.
OptionTable inspect_options(InspectSpec& spec);

}  // namespace reluscope
