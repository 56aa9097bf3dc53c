#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <tuple>
#include <vector>

#include "data/row_source.hpp"
#include "model/row_blocks.hpp"
#include "model/walk.hpp"
#include "support/thread_pool.hpp"

namespace reluscope {

/// A block of rows that has gone up through the first layers of a network with frozen weights.
struct BlockPass {
  const Network<float>& network;
  std::size_t first_row;           // of the block, among all rows
  MatrixView<const float> inputs;  // rows × inputs
  Workspace<float>& workspace;     // the activations of as many hidden layers as the probes asked for
};

/// One pass over the rows for all probes that are there, in parallel over shards. Results do not depend on the threads.
/// A probe P is a value without rows at first, and has
///   std::size_t depth() const;      // how many hidden layers' activations it needs
///   void see(const BlockPass&);     // further rows
///   void merge(const P& later);     // what another has seen on the rows after its own
template <class... Probes>
void run_probes(const Network<float>& network, RowSource& rows, ThreadPool& pool, std::optional<Probes>&... probes) {
  if ((!probes && ...)) return;
  const std::size_t depth = std::max({(probes ? probes->depth() : std::size_t{0})...});
  const std::tuple<std::optional<Probes>...> empty(probes...);
  struct Part {
    AlignedVector<float> buffer;
    MatrixView<const float> rows;
    Workspace<float> workspace;
    std::tuple<std::optional<Probes>...> probes;
  };
  std::vector<Part> parts(pool.threads());
  rows.rewind();
  for (std::size_t first_row = 0;;) {
    std::size_t count = 0, first = first_row;
    for (; count < parts.size(); ++count) {
      const auto shard = rows.next(parts[count].buffer);
      if (!shard) break;
      parts[count].rows = *shard;
      first_row += shard->rows();
    }
    if (count == 0) return;
    pool.parallel_for(count, [&](std::size_t p, unsigned /*worker*/) {
      Part& part = parts[p];
      part.probes = empty;
      if (part.workspace.outputs.empty())
        part.workspace = network.make_workspace(std::min(k_block_rows, part.rows.rows()));
      for_each_block(part.rows.rows(), [&](std::size_t block, std::size_t block_rows) {
        const MatrixView<const float> x = part.rows.rows(block, block_rows);
        forward(network, x, part.workspace, depth,
                [&](std::size_t l, MatrixView<const float> input, MatrixView<float> y) {
                  write_outputs(network, l, input, y, z_of(l, input.rows(), part.workspace));
                });
        const BlockPass pass{network, first + p * k_shard_rows + block, x, part.workspace};
        std::apply([&](auto&... probe) { ((probe ? probe->see(pass) : void()), ...); }, part.probes);
      });
    });
    for (std::size_t p = 0; p < count; ++p)
      std::apply([&](auto&... part) { ((part ? probes->merge(*part) : void()), ...); }, parts[p].probes);
  }
}

}  // namespace reluscope
