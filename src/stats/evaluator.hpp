#pragma once

#include <cstddef>
#include <vector>

#include "data/samples.hpp"
#include "model/network.hpp"
#include "stats/activation_gram.hpp"
#include "stats/activation_stats.hpp"
#include "support/thread_pool.hpp"

namespace reluscope {

/// Of one pass over all rows with frozen weights: what every hidden unit did, and how good the outputs are.
struct EvaluationResult {
  std::size_t rows = 0;
  std::vector<ActivationStats> layers;  // per hidden layer
  double loss_sum = 0;                  // Σ L_j; of regression, Σ of the squared residuals
  std::size_t correct = 0;              // of classification: rows whose greatest output is their label's

  EvaluationResult() = default;
  /// Of no rows yet.
  explicit EvaluationResult(const Network<float>& network);

  double loss() const { return loss_sum / static_cast<double>(rows); }
  void merge(const EvaluationResult& other);
  void clear();
};

/// Runs rows through the network, block by block, and adds them to what was seen. Rows without a target have no loss.
/// workspace: for k_block_rows rows.
void evaluate_rows(const Network<float>& network, const Samples& rows, Workspace<float>& workspace,
                   EvaluationResult& seen);

/// Evaluates networks of one shape on all of some rows. Its buffers are kept.
class ActivityEvaluator {
 public:
  /// network: for the shape alone. The samples must outlive it.
  ActivityEvaluator(const Network<float>& network, const Samples& samples);

  /// Runs the rows through the network in shards of a fixed size, on the threads of the pool; the shards are added up
  /// in their order, so that the result does not depend on the threads.
  EvaluationResult evaluate(const Network<float>& network, ThreadPool& pool);
  /// The same, and shows the activations to the Gram matrices, which have seen no rows yet.
  EvaluationResult evaluate(const Network<float>& network, ThreadPool& pool, ActivationGram& grams);

 private:
  void evaluate_shard(const Network<float>& network, std::size_t shard, Workspace<float>& workspace,
                      ActivationGram* grams);
  void make_workspaces(const Network<float>& network, std::size_t count);
  EvaluationResult total(const Network<float>& network) const;

  Samples m_samples;
  std::vector<EvaluationResult> m_shards;
  std::vector<Workspace<float>> m_workspaces;  // per thread
};

/// Once.
EvaluationResult evaluate(const Network<float>& network, const Samples& samples, ThreadPool& pool);

}  // namespace reluscope
