#include <algorithm>
#include <cmath>

#include "stats/gradient_stats.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "stats/gradient_stats_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "linalg/dispatch.hpp"

HWY_BEFORE_NAMESPACE();
namespace reluscope::HWY_NAMESPACE {
namespace {

constexpr std::size_t k_strip_units = 64;
constexpr std::size_t k_strip_rows = 64;

/// Squares are summed in float, 64 at most, and then in double: twice as fast, as long as they keep within its range.
bool is_safe(float square_sum) { return square_sum > 1e-30F && square_sum < 1e30F; }

/// delta: the strip's first value; a row is `stride` after the one before. count, square: `units` values, written. The
/// sums of 32 units at a time stay in registers.
template <class T>
void sum_strip(const float* delta, std::size_t rows, std::size_t units, std::size_t stride, std::int32_t* count,
               T* square) {
  constexpr std::size_t k_lanes = 32;
  std::size_t first = 0;
  for (; first + k_lanes <= units; first += k_lanes) {
    std::int32_t lane_count[k_lanes] = {};
    T lane_square[k_lanes] = {};
    const float* row = delta + first;
    for (std::size_t j = 0; j < rows; ++j, row += stride) {
      for (std::size_t i = 0; i < k_lanes; ++i) {
        lane_count[i] += row[i] != 0;
        lane_square[i] += static_cast<T>(row[i]) * static_cast<T>(row[i]);
      }
    }
    std::copy_n(lane_count, k_lanes, count + first);
    std::copy_n(lane_square, k_lanes, square + first);
  }
  std::fill(count + first, count + units, 0);
  std::fill(square + first, square + units, T(0));
  for (std::size_t j = 0; j < rows; ++j) {
    const float* row = delta + j * stride;
    for (std::size_t i = first; i < units; ++i) {
      count[i] += row[i] != 0;
      square[i] += static_cast<T>(row[i]) * static_cast<T>(row[i]);
    }
  }
}

/// Adds the rows of one strip, of at most k_strip_rows × k_strip_units. weight: of a square.
void add_strip(const float* delta, std::size_t rows, std::size_t units, std::size_t stride, double weight,
               std::int64_t* nonzero_rows, double* square_sum) {
  std::int32_t count[k_strip_units];
  float square[k_strip_units];
  sum_strip(delta, rows, units, stride, count, square);
  bool safe = true;
  for (std::size_t i = 0; i < units; ++i) safe &= count[i] == 0 || is_safe(square[i]);
  double exact[k_strip_units];
  if (safe)
    std::copy_n(square, units, exact);
  else
    sum_strip(delta, rows, units, stride, count, exact);
  for (std::size_t i = 0; i < units; ++i) {
    nonzero_rows[i] += count[i];
    square_sum[i] += weight * exact[i];
  }
}

void add_deltas(MatrixView<const float> deltas, LayerGradientStats& layer) {
  // the loss of the batch is the mean of its rows' losses
  const double weight = static_cast<double>(deltas.rows()) * static_cast<double>(deltas.rows());
  for (std::size_t first_row = 0; first_row < deltas.rows(); first_row += k_strip_rows) {
    const std::size_t rows = std::min(k_strip_rows, deltas.rows() - first_row);
    for (std::size_t first = 0; first < deltas.columns(); first += k_strip_units)
      add_strip(deltas.row(first_row).data() + first, rows, std::min(k_strip_units, deltas.columns() - first),
                deltas.columns(), weight, layer.nonzero_rows.data() + first, layer.square_sum.data() + first);
  }
}

/// Σ values².
template <class T>
T sum_of_squares(const float* values, std::size_t n) {
  constexpr std::size_t k_lanes = 64;
  T lanes[k_lanes] = {};
  std::size_t k = 0;
  for (; k + k_lanes <= n; k += k_lanes)
    for (std::size_t i = 0; i < k_lanes; ++i) lanes[i] += static_cast<T>(values[k + i]) * static_cast<T>(values[k + i]);
  for (std::size_t i = 0; k < n; ++k, ++i) lanes[i] += static_cast<T>(values[k]) * static_cast<T>(values[k]);
  for (std::size_t half = k_lanes / 2; half > 0; half /= 2)
    for (std::size_t i = 0; i < half; ++i) lanes[i] += lanes[i + half];
  return lanes[0];
}

double square_norm(std::span<const float> values) {
  constexpr std::size_t k_block = 4096;  // 64 squares a lane
  double sum = 0;
  for (std::size_t first = 0; first < values.size(); first += k_block) {
    const std::span<const float> block = values.subspan(first, std::min(k_block, values.size() - first));
    const auto fast = sum_of_squares<float>(block.data(), block.size());
    sum += is_safe(fast) ? fast : sum_of_squares<double>(block.data(), block.size());
  }
  return sum;
}

}  // namespace
}  // namespace reluscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace reluscope {

GradientStats::GradientStats(const Network<float>& network) : m_norm_square_sum(network.layers().size()) {
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) m_layers.emplace_back(network.layers()[l].units());
}

void GradientStats::add(const StepGradient& step) {
  m_rows += static_cast<std::int64_t>(step.rows);
  ++m_steps;
  for (std::size_t l = 0; l < m_layers.size(); ++l)
    RELUSCOPE_DISPATCH(add_deltas)(MatrixView<const float>(step.workspace.deltas[l]).rows(0, step.rows), m_layers[l]);
  for (std::size_t l = 0; l < m_norm_square_sum.size(); ++l)
    m_norm_square_sum[l] += RELUSCOPE_DISPATCH(square_norm)(step.network.of_layer(l, step.parameters));
}

void GradientStats::clear() {
  m_rows = m_steps = 0;
  for (LayerGradientStats& layer : m_layers) {
    std::ranges::fill(layer.nonzero_rows, 0);
    std::ranges::fill(layer.square_sum, 0);
  }
  std::ranges::fill(m_norm_square_sum, 0);
}

std::vector<double> GradientStats::norms() const {
  std::vector<double> norms;
  if (m_steps == 0) return norms;
  for (const double sum : m_norm_square_sum) norms.push_back(std::sqrt(sum / static_cast<double>(m_steps)));
  return norms;
}

}  // namespace reluscope
#endif
