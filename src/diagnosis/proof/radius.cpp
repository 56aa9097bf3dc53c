#include "diagnosis/proof/radius.hpp"

#include <algorithm>
#include <cmath>

#include "diagnosis/proof/rounding.hpp"

namespace reluscope {
namespace {

constexpr Effort k_effort = Effort::interval;  // CROWN for all layers between costs too much for every row
constexpr std::size_t k_parts = 7;             // of the grid, when a share is searched for

/// By how much an end of a box around a row may be off once it is a float.
double float_slack(double x) { return std::abs(x) * 0x1p-23 + k_float_normal; }

}  // namespace

ProvenRadius::ProvenRadius(const Bounder& bounder, const RowDistance& measure, std::size_t layer, std::size_t unit,
                           double budget)
    : m_bounder(bounder), m_measure(measure), m_layer(layer), m_unit(unit), m_budget(budget) {
  const RoundedLayer& first = bounder.layer(0);
  const MatrixView<const double> absolute(first.absolute);
  constexpr double k_outward = 0x1p-22;  // what rounding the ends of a box outwards may add, of the size of an input
  for (std::size_t i = 0; i < absolute.rows(); ++i) {
    double reach = 0;
    for (std::size_t k = 0; k < absolute.columns(); ++k)
      if (measure.widths()[k] > 0) reach += absolute.row(i)[k] * measure.widths()[k];
    m_reach.push_back(reach * (1 + gamma(static_cast<double>(absolute.columns()) + 8, k_double_roundoff)));
    m_slack.push_back(first.error[i] +
                      (k_outward + gamma(2 * static_cast<double>(absolute.columns()) + 16, k_double_roundoff)) *
                          first.terms[i] +
                      2 * k_float_normal);
  }
}

double ProvenRadius::usual_cost(const Bounder& bounder, std::size_t layer, std::size_t rows) {
  constexpr double k_reductions = 5, k_usual = 1.1;  // bounds for a row, beside the cheapest
  const double cheapest = layer == 0 ? 1 : static_cast<double>(bounder.layer(0).bias.size());
  const double of_row = layer == 0 ? 1 : cheapest + k_usual * bounder.cost(layer, k_effort, layer == 1);
  return static_cast<double>(rows) * of_row + k_reductions * 3 * k_parts * bounder.cost(layer, k_effort);
}

/// How far z of a unit of the first layer may be off what it is on a row, within a share around it that is not clipped.
double ProvenRadius::around(std::size_t i, double share) const {
  return (share * m_reach[i] + m_slack[i]) * (1 + 0x1p-50);
}

/// By interval arithmetic around a row whose z in the first layer is known; boxes are not clipped. Units of the first
/// two layers alone: farther up it is too loose to be of use.
bool ProvenRadius::is_proven_nearby(std::span<const double> z) const {
  const double share = share_at(m_share);
  if (m_layer == 0) return z[m_unit] + around(m_unit, share) <= 0;
  if (m_layer > 1) return false;
  const RoundedLayer& layer = m_bounder.layer(1);
  const std::span<const double> weights = MatrixView<const double>(layer.weights).row(m_unit);
  double upper = layer.bias[m_unit] + layer.error[m_unit], size = std::abs(layer.bias[m_unit]) + layer.error[m_unit];
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double off = around(i, share);
    upper += weights[i] * std::max(0.0, weights[i] > 0 ? z[i] + off : z[i] - off);
    size += std::abs(weights[i]) * (std::abs(z[i]) + off);
  }
  return upper + gamma(2 * static_cast<double>(weights.size()) + 16, k_double_roundoff) * size <= 0;
}

/// is_clipped: whether the first layer's z is bounded on the boxes as they are clipped, too, which is tighter and takes
/// three times as long.
std::vector<double> ProvenRadius::upper_bounds(MatrixView<const float> rows, MatrixView<const double> z,
                                               std::span<const std::size_t> which, std::span<const std::size_t> shares,
                                               bool is_clipped) {
  const InputBox& box = m_bounder.box();
  const bool first_is_known = !is_clipped && m_layer > 0;
  std::vector<double> values;
  const std::size_t most = m_bounder.batch_size(m_layer, k_effort);
  for (std::size_t first = 0; first < which.size(); first += most) {
    const std::size_t count = std::min(most, which.size() - first);
    m_budget -= static_cast<double>(count) * m_bounder.cost(m_layer, k_effort, first_is_known);
    if (m_budget < 0) return {};
    BoxBatch boxes(count, box.inputs());
    MatrixView<double> first_lower, first_upper;
    if (first_is_known) {
      first_lower = boxes.first_lower.emplace(Matrix<double>::from_shape({count, z.columns()}));
      first_upper = boxes.first_upper.emplace(Matrix<double>::from_shape({count, z.columns()}));
    }
    for (std::size_t b = 0; b < count; ++b) {
      const std::span<const float> row = rows.row(which[first + b]);
      const double share = share_at(shares[first + b]);
      for (std::size_t k = 0; k < row.size(); ++k) {
        const double width = m_measure.widths()[k], x = row[k], low = x - share * width, high = x + share * width;
        boxes.lower(b, k) = width > 0 ? std::max(low - float_slack(low), box.lower[k]) : x;
        boxes.upper(b, k) = width > 0 ? std::min(high + float_slack(high), box.upper[k]) : x;
      }
      if (!first_is_known) continue;
      const std::span<const double> centre = z.row(which[first + b]);
      for (std::size_t i = 0; i < centre.size(); ++i) {
        first_lower.row(b)[i] = centre[i] - around(i, share);
        first_upper.row(b)[i] = centre[i] + around(i, share);
      }
    }
    const std::vector<std::size_t> units(count, m_unit);
    const UpperBounds bounds = m_bounder.upper_bounds(m_layer, units, boxes, k_effort);
    values.insert(values.end(), bounds.values.begin(), bounds.values.end());
  }
  return values;
}

/// Which of the rows the share is not proven around, and the worst of them.
std::vector<std::size_t> ProvenRadius::unproven(MatrixView<const float> rows, MatrixView<const double> z,
                                                std::span<const std::size_t> which, bool is_clipped,
                                                std::size_t& worst) {
  const std::vector<double> upper =
      upper_bounds(rows, z, which, std::vector<std::size_t>(which.size(), m_share), is_clipped);
  std::vector<std::size_t> failed;
  double highest = 0;
  for (std::size_t r = 0; r < upper.size(); ++r) {
    if (upper[r] <= 0) continue;
    failed.push_back(which[r]);
    if (upper[r] > highest) highest = upper[r], worst = which[r];
  }
  return failed;
}

/// To the greatest share that is proven around the row. The grid is searched in a few passes of several shares each.
void ProvenRadius::reduce(MatrixView<const float> rows, MatrixView<const double> z, std::size_t which) {
  m_row.assign(rows.row(which).begin(), rows.row(which).end());
  std::size_t proven = 0, open = m_share;
  while (open - proven > 1) {
    std::vector<std::size_t> tried;
    const std::size_t step = std::max<std::size_t>(1, (open - proven) / (k_parts + 1));
    for (std::size_t share = proven + step; share < open && tried.size() <= k_parts; share += step)
      tried.push_back(share);
    const std::vector<double> upper = upper_bounds(rows, z, std::vector<std::size_t>(tried.size(), which), tried, true);
    if (m_budget < 0) return;
    for (std::size_t t = 0; t < tried.size(); ++t) {
      if (upper[t] > 0) {
        open = tried[t];
        break;
      }
      proven = tried[t];
    }
  }
  m_share = proven;
}

void ProvenRadius::see(MatrixView<const float> rows, MatrixView<const double> z) {
  if (m_budget < 0 || m_share == 0) return;
  std::vector<std::size_t> left;
  m_budget -= (m_layer == 1 ? static_cast<double>(z.columns()) : 1) * static_cast<double>(rows.rows());
  for (std::size_t j = 0; j < rows.rows(); ++j)
    if (!is_proven_nearby(z.row(j))) left.push_back(j);
  while (!left.empty() && m_budget >= 0 && m_share > 0) {
    std::size_t worst = 0;
    if (m_layer == 1) left = unproven(rows, z, left, false, worst);
    left = unproven(rows, z, left, true, worst);
    if (left.empty() || m_budget < 0) return;
    reduce(rows, z, worst);
    std::erase(left, worst);
    std::erase_if(left, [&](std::size_t j) { return is_proven_nearby(z.row(j)); });
  }
}

std::optional<double> ProvenRadius::share() const {
  if (m_budget < 0) return std::nullopt;
  return share_at(m_share);
}

}  // namespace reluscope
