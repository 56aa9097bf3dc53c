#pragma once

#include "run/run_spec.hpp"
#include "support/option_table.hpp"

namespace reluscope {

/// The options of a run, bound to its specification, which must outlive the table.
OptionTable run_options(RunSpec& spec);
/// Those of them that say how a file is read.
OptionTable data_options(DataOptions& data);

/// Those that say how the cells and lines of a file are written, and what to do with a missing one.
/// Throws UserError if options say how to prove, and --prove that there is nothing to prove.
void check_proof_options(const OptionTable& given, const DiagnosisOptions& diagnosis);

void add_reading_options(OptionTable& table, TableOptions& data);

/// Those of the diagnosis of a network that is not trained.
void add_verdict_options(OptionTable& table, DiagnosisOptions& diagnosis);
/// Those that decide on the verdict.
void add_gate_options(OptionTable& table, std::vector<Gate>& gates, bool& allow_dead_network);

/// What --activation says. Throws UserError if it is none.
Activation read_activation(const std::string& text);

/// --threads: 0 for all cores. No part of a run, as it changes no result.
void add_threads_option(OptionTable& table, unsigned& threads, const std::string& group = "training");

/// A run as far as options describe it. Defaults that depend on other options are still open, so only `resolve` makes
/// a RunSpec of it.
class RunDraft {
 public:
  /// The options that set the draft, which must outlive the table.
  OptionTable options() { return run_options(m_values); }
  /// table: the options, read. Throws UserError if some exclude each other.
  RunSpec resolve(const OptionTable& table) const;

 private:
  RunSpec m_values;
};

/// Checks the options again once the model that the run starts from is read: it may bring an activation that excludes
/// some. given: the table that was resolved. Throws UserError.
void check_against_model(RunSpec& spec, const OptionTable& given);

}  // namespace reluscope
