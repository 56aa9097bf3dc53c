#include "stats/evaluator.hpp"

#include <algorithm>

#include "data/row_source.hpp"
#include "model/row_blocks.hpp"
#include "model/walk.hpp"
#include "train/loss.hpp"

namespace reluscope {
namespace {

/// first_row: of the block, among all rows. grams: null if there are none.
void evaluate_block(const Network<float>& network, const Samples& block, std::size_t first_row,
                    Workspace<float>& workspace, EvaluationResult& seen, ActivationGram* grams) {
  const auto product_and_stats = [&](std::size_t l, MatrixView<const float> x, MatrixView<float> y) {
    if (l == network.hidden_layer_count()) return write_outputs(network, l, x, y);
    network.layers()[l].product(network.of_layer(l, network.parameters()), x, y);
    seen.layers[l].activate_and_accumulate(y, network.bias(l), network.activation());
  };
  const MatrixView<float> outputs = forward(network, block.inputs, workspace, product_and_stats);
  if (grams != nullptr) grams->see({network, first_row, block.inputs, workspace});
  seen.rows += block.rows();
  if (!block.has_targets()) return;
  const Score block_score = score(outputs, block);
  seen.loss_sum += block_score.loss_sum;
  seen.correct += block_score.correct;
}

}  // namespace

void evaluate_rows(const Network<float>& network, const Samples& rows, Workspace<float>& workspace,
                   EvaluationResult& seen) {
  for_each_block(rows.rows(), [&](std::size_t first, std::size_t count) {
    evaluate_block(network, rows.slice(first, count), first, workspace, seen, nullptr);
  });
}

EvaluationResult::EvaluationResult(const Network<float>& network) {
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) layers.emplace_back(network.layers()[l].units());
}

void EvaluationResult::merge(const EvaluationResult& other) {
  rows += other.rows;
  loss_sum += other.loss_sum;
  correct += other.correct;
  for (std::size_t l = 0; l < layers.size(); ++l) layers[l].merge(other.layers[l]);
}

void EvaluationResult::clear() {
  rows = correct = 0;
  loss_sum = 0;
  for (ActivationStats& layer : layers) layer.clear();
}

ActivityEvaluator::ActivityEvaluator(const Network<float>& network, const Samples& samples)
    : m_samples(samples), m_shards((samples.rows() + k_shard_rows - 1) / k_shard_rows, EvaluationResult(network)) {}

EvaluationResult ActivityEvaluator::evaluate(const Network<float>& network, ThreadPool& pool) {
  make_workspaces(network, pool.threads());
  pool.parallel_for(m_shards.size(), [&](std::size_t shard, unsigned worker) {
    evaluate_shard(network, shard, m_workspaces[worker], nullptr);
  });
  return total(network);
}

EvaluationResult ActivityEvaluator::evaluate(const Network<float>& network, ThreadPool& pool, ActivationGram& grams) {
  // as many shards at a time as there are threads: a Gram matrix for each of all shards could be too much
  const ActivationGram empty = grams;
  std::vector<ActivationGram> parts;
  for (std::size_t first = 0; first < m_shards.size(); first += parts.size()) {
    parts.assign(std::min<std::size_t>(pool.threads(), m_shards.size() - first), empty);
    make_workspaces(network, parts.size());
    pool.parallel_for(parts.size(), [&](std::size_t part, unsigned /*worker*/) {
      evaluate_shard(network, first + part, m_workspaces[part], &parts[part]);
    });
    for (const ActivationGram& part : parts) grams.merge(part);
  }
  return total(network);
}

void ActivityEvaluator::make_workspaces(const Network<float>& network, std::size_t count) {
  while (m_workspaces.size() < count)
    m_workspaces.push_back(network.make_workspace(std::min(k_block_rows, m_samples.rows())));
}

EvaluationResult ActivityEvaluator::total(const Network<float>& network) const {
  EvaluationResult total(network);
  for (const EvaluationResult& shard : m_shards) total.merge(shard);
  return total;
}

void ActivityEvaluator::evaluate_shard(const Network<float>& network, std::size_t shard, Workspace<float>& workspace,
                                       ActivationGram* grams) {
  const std::size_t first = shard * k_shard_rows;
  const Samples rows = m_samples.slice(first, std::min(k_shard_rows, m_samples.rows() - first));
  m_shards[shard].clear();
  for_each_block(rows.rows(), [&](std::size_t block, std::size_t count) {
    evaluate_block(network, rows.slice(block, count), first + block, workspace, m_shards[shard], grams);
  });
}

EvaluationResult evaluate(const Network<float>& network, const Samples& samples, ThreadPool& pool) {
  return ActivityEvaluator(network, samples).evaluate(network, pool);
}

}  // namespace reluscope
