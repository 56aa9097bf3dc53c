#include "stats/float_overflow.hpp"

#include <algorithm>
#include <cmath>

#include "model/row_blocks.hpp"
#include "model/walk.hpp"

namespace reluscope {
namespace {

bool are_finite(std::span<const float> values) {
  return std::ranges::all_of(values, [](float value) { return std::isfinite(value); });
}

}  // namespace

void OverflowedRows::merge(const OverflowedRows& later) {
  if (rows == 0) first_line = later.first_line;
  rows += later.rows;
}

OverflowSearch::OverflowSearch(const Network<float>& network) : m_network(network) {
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    const MatrixView<const float> weights = network.weights(l);
    double row = 0, bias = 0;
    for (std::size_t u = 0; u < weights.rows(); ++u) {
      double sum = 0;
      for (std::size_t i = 0; i < weights.columns(); ++i) sum += std::abs(double{weights.row(u)[i]});
      row = std::max(row, sum);
    }
    for (const float b : network.bias(l)) bias = std::max(bias, std::abs(double{b}));
    m_greatest_row.push_back(row);
    m_greatest_bias.push_back(bias);
  }
}

bool OverflowSearch::may_overflow(const InputRange& range) const {
  constexpr double k_safe = 1e38;  // a third of the greatest float32: more than any rounding
  double greatest = 0;
  for (const auto* side : {&range.lowest, &range.highest})
    for (const float x : *side) greatest = std::max(greatest, std::abs(double{x}));
  for (std::size_t l = 0; l < m_greatest_row.size(); ++l) {
    greatest = m_greatest_row[l] * greatest + m_greatest_bias[l];
    if (!(greatest < k_safe)) return true;
    greatest = std::max(greatest, 1.0);  // |f(z)| ≤ max(|z|, 1), whichever activation f is
  }
  return false;
}

void OverflowSearch::add(MatrixView<const float> rows, std::span<const std::uint32_t> lines,
                         Workspace<float>& workspace, FloatOverflow& found) const {
  for_each_block(rows.rows(), [&](std::size_t first, std::size_t count) {
    std::vector<bool> is_found(count, false);
    forward(m_network, rows.rows(first, count), workspace,
            [&](std::size_t l, MatrixView<const float> x, MatrixView<float> y) {
              m_network.layers()[l].forward(m_network.of_layer(l, m_network.parameters()), x, y);
              for (std::size_t j = 0; j < count; ++j) {
                if (is_found[j] || are_finite(y.row(j))) continue;
                is_found[j] = true;
                found[l].merge({1, lines[first + j]});
              }
              write_outputs(m_network, l, x, y);
            });
  });
}

}  // namespace reluscope
