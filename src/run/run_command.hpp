#pragma once

#include <string>

#include "data/dataset.hpp"
#include "diagnosis/findings/finding.hpp"
#include "run/run_spec.hpp"
#include "support/option_change.hpp"

namespace reluscope {

/// The options of a run that differ from the defaults, in the order of the help, without the dataset's path.
OptionChanges options_of(const RunSpec& spec);

/// The options with the changes in the place of what they say; those that a change excludes are left out.
OptionChanges changed(OptionChanges options, const OptionChanges& changes);

/// The run that `reluscope train PATH` with these options does, as far as it can be said before a model is read. Throws
/// UserError if they cannot be used together.
RunSpec run_spec(const std::string& path, const OptionChanges& options);

/// "reluscope train data.csv --lr 0.1"
std::string train_command(const std::string& path, const OptionChanges& options);

/// Sets the command of every finding that has a cure. It is the same whether the run was given what the dataset decides
/// or, as by the configuration of a report, what it has decided.
void add_commands(const RunSpec& spec, const Dataset& dataset, Findings& findings);

}  // namespace reluscope
