#include "stats/output_change.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/row_blocks.hpp"

namespace reluscope {
namespace {

OutputChange change_of(MatrixView<const float> a, MatrixView<const float> b) {
  OutputChange change{.rows = a.rows()};
  for (std::size_t j = 0; j < a.rows(); ++j) {
    bool is_changed = false;
    for (std::size_t i = 0; i < a.columns(); ++i) {
      const double before = a.row(j)[i], after = b.row(j)[i];
      if (std::isfinite(before)) change.greatest_output = std::max(change.greatest_output, std::abs(before));
      if (before == after || (std::isnan(before) && std::isnan(after))) continue;
      is_changed = true;
      const double apart = std::abs(before - after);
      change.greatest_change =
          std::max(change.greatest_change, std::isnan(apart) ? std::numeric_limits<double>::infinity() : apart);
    }
    change.changed_rows += is_changed ? 1 : 0;
  }
  return change;
}

}  // namespace

void OutputChange::merge(const OutputChange& other) {
  rows += other.rows;
  changed_rows += other.changed_rows;
  greatest_output = std::max(greatest_output, other.greatest_output);
  greatest_change = std::max(greatest_change, other.greatest_change);
}

OutputComparison::OutputComparison(const Network<float>& a, const Network<float>& b, ThreadPool& pool)
    : m_a(a), m_b(b), m_pool(pool), m_spaces_a(pool.threads()), m_spaces_b(pool.threads()) {}

void OutputComparison::add(MatrixView<const float> inputs) {
  std::vector<OutputChange> blocks((inputs.rows() + k_block_rows - 1) / k_block_rows);
  m_pool.parallel_for(blocks.size(), [&](std::size_t block, unsigned worker) {
    Workspace<float>&a = m_spaces_a[worker], &b = m_spaces_b[worker];
    if (a.outputs.empty()) {
      a = m_a.make_workspace(k_block_rows);
      b = m_b.make_workspace(k_block_rows);
    }
    const std::size_t first = block * k_block_rows;
    const MatrixView<const float> rows = inputs.rows(first, std::min(k_block_rows, inputs.rows() - first));
    blocks[block] = change_of(m_a.forward(rows, a), m_b.forward(rows, b));
  });
  for (const OutputChange& block : blocks) m_change.merge(block);
}

}  // namespace reluscope
