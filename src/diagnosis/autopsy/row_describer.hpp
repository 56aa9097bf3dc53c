#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "data/dataset.hpp"
#include "support/value.hpp"

namespace reluscope {

/// A training row as its owner knows it.
struct RowDescription {
  std::uint32_t line = 0;  // of the CSV, on which it starts
  Value target;            // a class, or a number in the target's own unit
  std::string feature;     // the input that is farthest from its mean over the training rows
  double deviations = 0;   // how far, in standard deviations (of the population)
};

class RowDescriber {
 public:
  explicit RowDescriber(const Dataset& dataset);

  /// row: among the training rows.
  RowDescription describe(std::size_t row) const;

 private:
  const Dataset& m_dataset;
  std::vector<std::string> m_names;
  std::vector<double> m_means, m_deviations;  // per input
};

}  // namespace reluscope
