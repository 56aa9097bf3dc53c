#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/option_table.hpp"

namespace reluscope {

struct GradcheckOptions {
  std::vector<double> points;
  std::vector<std::size_t> hidden;  // empty: no network is checked
  int relu_gradient_at_zero = 0;
  std::uint64_t seed = 0;
  bool quiet = false;
};

/// What they set must outlive the table.
OptionTable option_table(GradcheckOptions& options);

/// `reluscope gradcheck`: JSON on standard output, a table for people on standard error. Returns the exit code: 0 where
/// backpropagation and finite differences agree, 1 where not.
int run_gradcheck(const GradcheckOptions& options);

}  // namespace reluscope
