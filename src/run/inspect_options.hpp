#pragma once

#include "run/inspect_spec.hpp"
#include "support/option_table.hpp"

namespace reluscope {

/// The model, the file of rows, and how both are read. model, rows: what the help says of the two.
void add_model_input(OptionTable& table, ModelInput& input, const std::string& model, const std::string& rows);

/// The options of inspect, bound to its specification, which must outlive the table.
OptionTable inspect_options(InspectSpec& spec);

}  // namespace reluscope
