#pragma once

#include <cstdint>
#include <vector>

#include "data/encoding.hpp"
#include "data/table.hpp"

namespace reluscope {

/// Decides what is learnt: sets `encoding.target`, `task` and the classes from the target column. With
/// Task::automatic a text, or at most 20 different whole numbers, is classified. Throws UserError if the task does
/// not fit the column, or there are fewer than two classes.
void fit_target(const Table& table, Encoding& encoding);

/// The class of each row, in the order of `encoding.classes`, which are the categories of a text target. Throws
/// UserError on a number that is not among them.
std::vector<std::int32_t> labels_of(const Table& table, const Encoding& encoding);

}  // namespace reluscope
