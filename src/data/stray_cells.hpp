#pragma once

#include <vector>

#include "data/column_kinds.hpp"

namespace reluscope {

/// Cells that are no numbers (or dates) in columns that are otherwise: they are taken for mistakes, and named all at
/// once.
class StrayCells {
 public:
  StrayCells(const FileEvidence& file, const TableOptions& options) : m_file(file), m_options(options) {}

  /// Notes a column that is to be categorical, if at least nine of ten of its cells are numbers, or all but those of
  /// the file's first or last record. A target is let pass if the task is classification.
  void add(const SurveyedColumn& surveyed);
  /// Throws UserError if there is any, with the lines and the cures.
  void check() const;

 private:
  struct Found {
    const Column& column;
    std::vector<Occurrence> cells;
    bool is_target;
    bool are_dates;
  };

  /// All cells fit a notation, but not one that the options allow. Throws UserError if it is so.
  void check_options(const SurveyedColumn& surveyed, bool are_dates) const;
  bool all_on(std::size_t line) const;
  std::string cure() const;

  const FileEvidence& m_file;
  const TableOptions& m_options;
  std::vector<Found> m_found;
};

}  // namespace reluscope
