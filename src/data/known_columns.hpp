#pragma once

#include <string>
#include <vector>

#include "data/column.hpp"
#include "data/data_options.hpp"
#include "data/encoding.hpp"

namespace reluscope {

/// A column that a model takes, or its target.
struct KnownColumn {
  Column column;
  bool is_fixed = false;  // how its cells are read is known; else they are numbers in whatever notation the file has
};

/// The columns that the encoding of a model was made for: its features in their order, last the target. A class of
/// a classification is a number if all of them are plain numbers.
std::vector<KnownColumn> columns_of(const Encoding& model);

/// The options for a file that is read for a model: its target and its task, if they are left open. Throws UserError,
/// which names the cure, if the header lacks a column of the model, or the options contradict it. file: the name of
/// the file. needs_target: else the target stays empty if the header does not have that of the model.
TableOptions options_for(const Encoding& model, const TableOptions& options, const std::string& file,
                         const std::vector<std::string>& header, bool needs_target = true);

/// Throws UserError if a column, as it was read, is not what the model takes.
void check_kind(const Column& read, const KnownColumn& known, const Encoding& model, const std::string& file);

}  // namespace reluscope
