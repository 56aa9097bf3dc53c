#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/network.hpp"
#include "stats/input_range.hpp"

namespace reluscope {

/// Rows on which a layer is the first whose pre-activations (of the last: outputs) are not all finite, though the
/// inputs are: their sums leave the range of float32.
struct OverflowedRows {
  std::size_t rows = 0;
  std::uint32_t first_line = 0;  // of the file

  void merge(const OverflowedRows& later);
};
using FloatOverflow = std::vector<OverflowedRows>;  // per layer, the last included

/// Finds them. Where the weights and the range of the inputs allow no overflow, which is as good as always, it costs
/// nothing.
class OverflowSearch {
 public:
  explicit OverflowSearch(const Network<float>& network);

  /// Whether any sum can leave the range of float32 on inputs of this range, in whatever order it is added up.
  bool may_overflow(const InputRange& range) const;
  /// Adds rows (rows × inputs), each with its line, to what was found. workspace: for k_block_rows rows; its outputs
  /// are overwritten.
  void add(MatrixView<const float> rows, std::span<const std::uint32_t> lines, Workspace<float>& workspace,
           FloatOverflow& found) const;

 private:
  const Network<float>& m_network;
  std::vector<double> m_greatest_row, m_greatest_bias;  // per layer: of Σ|w| of a unit, of |b|
};

}  // namespace reluscope
