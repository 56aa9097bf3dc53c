#pragma once

#include <cstddef>
#include <vector>

#include "activity/unit_tally.hpp"
#include "nn/network.hpp"
#include "nn/samples.hpp"
#include "nn/transposed_weights.hpp"

namespace reluscope {

/// One pass over all rows with frozen weights: what every hidden unit did, and how good the outputs are.
struct Observation {
  std::size_t rows = 0;
  std::vector<UnitTally> layers;  // per hidden layer
  double loss_sum = 0;            // Σ L_j; of regression, Σ of the squared residuals
  std::size_t correct = 0;        // of classification: rows whose greatest output is their label's

  Observation() = default;
  /// Of no rows yet.
  explicit Observation(const Network<float>& network);

  double loss() const { return loss_sum / static_cast<double>(rows); }
  void merge(const Observation& other);
  void clear();
};

/// Looks at networks of one shape over all of some rows. Its buffers last from look to look.
class Lookout {
 public:
  /// network: for the shape alone. The samples must outlive the lookout.
  Lookout(const Network<float>& network, const Samples& samples);

  /// Runs the rows through the network in shards of a fixed size, on up to `threads` threads; the shards are added up
  /// in their order, so that the result does not depend on the threads.
  Observation look(const Network<float>& network, unsigned threads);

 private:
  void look_at_shard(const Network<float>& network, std::size_t shard, Workspace<float>& workspace);

  Samples m_samples;
  std::vector<Observation> m_shards;
  TransposedWeights m_weights;                 // of the network that is being looked at
  std::vector<Workspace<float>> m_workspaces;  // per thread
};

/// One look.
Observation observe(const Network<float>& network, const Samples& samples, unsigned threads);

}  // namespace reluscope
