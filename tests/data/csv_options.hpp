#pragma once

#include <cstdint>

#include "data/data_options.hpp"
#include "data/dataset.hpp"
#include "data/read_table.hpp"
#include "temporary_file.hpp"

/// The defaults, but nothing held out.
inline reluscope::DataOptions csv_options(const TemporaryFile& file) {
  reluscope::DataOptions options;
  options.table.path = file.path();
  options.encoding.validation = 0;
  return options;
}

inline reluscope::Table read_table(const reluscope::DataOptions& options, unsigned threads = 1) {
  reluscope::ThreadPool pool(threads);
  return reluscope::read_table(options.table, pool);
}

inline reluscope::Dataset load_dataset(reluscope::DataOptions options, std::uint64_t seed = 0) {
  options.encoding.split_seed = seed;
  return encode_dataset(read_table(options), options.encoding);
}

/// `change`: made to the options first.
template <class Change>
reluscope::Table read_csv(const std::string& content, const Change& change) {
  const TemporaryFile file(content);
  reluscope::DataOptions options = csv_options(file);
  change(options);
  return read_table(options);
}
