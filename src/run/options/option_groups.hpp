#pragma once

#include <functional>
#include <string>

#include "run/run_spec.hpp"
#include "support/option_table.hpp"

namespace reluscope {

// The options of a run by the groups of its help: each adds one to the table.

void add_data_options(OptionTable& table, TableOptions& data, EncodingOptions& encoding);
void add_model_options(OptionTable& table, ModelSpec& model);
void add_training_options(OptionTable& table, TrainingOptions& training);
void add_diagnosis_options(OptionTable& table, RunSpec& spec);
/// How cells and lines are written; a part of the data.
void add_notations(OptionTable& table, TableOptions& data);

/// A conflict of an option, as long as that holds.
std::function<std::string()> if_true(const std::function<bool()>& holds, const std::string& conflict);
/// A conflict with activations that are not of a kind. None as long as a model that is yet to be read may bring one.
std::function<std::string()> unless_activation(const ModelSpec& model, bool ActivationTraits::*trait,
                                               const std::string& conflict);

}  // namespace reluscope
