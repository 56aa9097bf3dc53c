#include "stats/class_predictions.hpp"

#include <algorithm>

namespace reluscope {

void ClassPredictions::see(const BlockPass& pass) {
  const std::size_t rows = pass.inputs.rows();
  const MatrixView<float> outputs = MatrixView<float>(pass.workspace.outputs[m_depth]).rows(0, rows);
  write_outputs(pass.network, m_depth, inputs_of(m_depth, pass.inputs, pass.workspace), outputs);
  for (std::size_t j = 0; j < rows; ++j) {
    const std::span<const float> row = outputs.row(j);
    const auto predicted = static_cast<std::int32_t>(std::ranges::max_element(row) - row.begin());
    ++m_rows[{m_labels[pass.first_row + j], predicted}];
  }
}

void ClassPredictions::merge(const ClassPredictions& later) {
  for (const auto& [pair, rows] : later.m_rows) m_rows[pair] += rows;
}

}  // namespace reluscope
