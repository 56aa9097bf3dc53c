#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "data/dataset.hpp"
#include "data/table.hpp"
#include "run/run_spec.hpp"
#include "support/thread_pool.hpp"

namespace reluscope {

/// The datasets of several runs. A file is read once for all runs that read it alike; a dataset is kept for the next
/// runs unless all of them together would take more than a quarter of a gigabyte.
class RunDatasets {
 public:
  using Shared = std::shared_ptr<const Dataset>;

  /// The table of a run, read unless that has been done: before `of` is called for it. Throws UserError.
  const Table& read(const RunSpec& run, ThreadPool& pool);
  /// May be called by several threads at once. Throws UserError if the dataset cannot be trained on.
  Shared of(const RunSpec& run);

 private:
  struct ReadTable {
    TableOptions options;
    std::shared_ptr<const StartingModel> model;  // for which it was read; none: for any
    Table table;
  };
  struct Encoded {
    const ReadTable* table;
    EncodingOptions options;
    Shared dataset;
  };

  const ReadTable* find(const RunSpec& run) const;

  std::deque<ReadTable> m_tables;
  std::mutex m_mutex;                                         // of what follows
  std::unordered_multimap<std::uint64_t, Encoded> m_encoded;  // by the seed of the split
  std::size_t m_bytes = 0;                                    // of all of them
};

}  // namespace reluscope
