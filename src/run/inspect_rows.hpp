#pragma once

#include <cstddef>
#include <functional>

#include "data/column_summary.hpp"
#include "data/dataset.hpp"
#include "model/network.hpp"
#include "run/model_rows.hpp"
#include "stats/evaluator.hpp"
#include "stats/float_overflow.hpp"
#include "stats/input_range.hpp"
#include "stats/thinned_rows.hpp"
#include "support/thread_pool.hpp"

namespace reluscope {

/// Σ(y − ȳ)² of targets that come block by block (Chan, Golub & LeVeque 1979).
class TargetSpread {
 public:
  void add(std::span<const float> values);
  double total_square() const { return m_total_square; }

 private:
  double m_count = 0, m_mean = 0, m_total_square = 0;
};

/// What a trained network did on all rows of a stream, and what is kept of the rows.
struct RowsSeen {
  /// inputs, network: for the shapes.
  explicit RowsSeen(const Network<float>& network);

  EvaluationResult activity;
  InputRange range;
  ThinnedRows sample;  // of the encoded rows: all if they fit into 32 MiB
  ColumnTally columns;
  TargetSpread targets;  // of regression
  FloatOverflow overflow;
};

/// The present block of the rows, as inputs of the network, in the memory of an earlier block if it fits there: then
/// there may be more rows than inputs_of gives. Throws UserError if an input is not finite, or none that the model
/// takes.
void encode_block(const ModelRows& rows, Split& block);
MatrixView<const float> inputs_of(const Split& block);

/// Passes the rows, from their present block on, through the network, shard by shard on the threads of the
/// pool, while the next block is read. The result does not depend on the threads. after_block: called with the rows so
/// far. Throws UserError on a row that is wrong.
RowsSeen pass_rows(ModelRows& rows, const Network<float>& network, ThreadPool& pool,
                   const std::function<void(std::size_t)>& after_block);

}  // namespace reluscope
