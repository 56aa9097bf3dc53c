#pragma once

#include "data/data_options.hpp"
#include "temporary_file.hpp"

/// The defaults, but nothing held out.
inline reluscope::DataOptions csv_options(const TemporaryFile& file) {
  reluscope::DataOptions options;
  options.path = file.path();
  options.validation = 0;
  return options;
}
