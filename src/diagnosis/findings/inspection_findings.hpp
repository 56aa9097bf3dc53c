#pragma once

#include <string>
#include <vector>

#include "data/column_statistics.hpp"
#include "data/column_summary.hpp"
#include "diagnosis/findings/finding.hpp"
#include "diagnosis/findings/unit_facts.hpp"
#include "stats/float_overflow.hpp"

namespace reluscope {

/// All that the findings on a network are drawn from that was trained elsewhere.
struct InspectionFacts {
  UnitFacts units;
  const std::vector<ColumnSummary>& columns;  // of the data
  bool sees_raw_numbers;                      // nobody has scaled them: neither the model nor --scale
  FloatOverflow overflow;                     // of the rows
};

/// The gravest first.
Findings findings_of(const InspectionFacts& facts);

}  // namespace reluscope
