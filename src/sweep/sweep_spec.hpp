#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "diagnosis/gate.hpp"
#include "run/run_spec.hpp"
#include "support/option_table.hpp"

namespace reluscope {

/// An option of train, and the values that a sweep gives it: with several it is an axis of the sweep.
struct SweptOption {
  std::string key;                  // as in configuration files, "weight-decay"
  std::vector<std::string> values;  // as train would be given them; of a flag "true"
  bool is_flag = false;
  bool is_number = false;
  bool is_from_file = false;

  bool is_axis() const { return values.size() > 1; }
};

/// A sweep: every combination of the options' values, which is a cell, with every seed.
struct SweepSpec {
  std::vector<SweptOption> options;  // that are given, in the order of train's, without --seed
  std::vector<std::uint64_t> seeds;
  double dead_limit = 0.05;
  std::vector<Gate> gates;

  std::size_t cells() const;
  /// Which value each of the options has in a cell; the first axis varies most slowly.
  std::vector<std::size_t> values_in(std::size_t cell) const;
};

/// A cell's run but for its seed: as train would be given its options. Throws UserError as train would.
struct CellSpec {
  RunSpec run;
  bool has_split_seed = false;  // else that is the seed

  RunSpec with_seed(std::uint64_t seed) const;
};

/// Reads a model that the cell starts from, too, unless it is that of another cell. other: such a cell, or null.
CellSpec cell_spec(const SweepSpec& sweep, std::size_t cell, const CellSpec* other);

/// A sweep as far as its options have been read.
class SweepDraft {
 public:
  /// Those of train, each of which takes several values, but for what changes no number of a sweep. The draft must
  /// outlive the table.
  OptionTable options();
  /// table: the options, read. Throws UserError if some exclude each other.
  SweepSpec resolve(const OptionTable& table) const;

 private:
  RunSpec m_defaults;                // for the descriptions
  std::vector<SweptOption> m_given;  // --seed among them
  std::int64_t m_seed_count = 10;
  double m_dead_limit = 0.05;
  std::vector<Gate> m_gates;
};

}  // namespace reluscope
