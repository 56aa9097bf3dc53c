#pragma once

#include "prune/prune_result.hpp"
#include "run/inspect_spec.hpp"
#include "support/option_table.hpp"

namespace reluscope {

/// What prune is asked for: everything that can change its result, as plain values.
struct PruneSpec : ModelInput {
  bool proven = false, on_data = false;  // the tier; proven if neither is given
  double box_margin = 0;
  std::string output;  // the file that the smaller model goes to; empty: none, or it has no name

  PruneTier tier() const { return on_data ? PruneTier::on_data : PruneTier::proven; }
  /// Every option that can change the result but the data's path.
  NamedValues config() const;
};

/// Its options, bound to the specification, which must outlive the table.
OptionTable prune_options(PruneSpec& spec);

}  // namespace reluscope
