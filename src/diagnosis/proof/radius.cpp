#include "diagnosis/proof/radius.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "diagnosis/proof/rounding.hpp"

namespace reluscope {
namespace {

/// What an end of a box around a row is rounded to: a float that is not inside.
double outward(double x, float direction) {
  const auto rounded = static_cast<float>(x);
  return direction * (rounded - x) > 0 ? rounded : std::nextafter(rounded, direction);
}

}  // namespace

ProvenRadius::ProvenRadius(const Bounder& bounder, const RowDistance& measure, std::size_t layer, std::size_t unit,
                           std::size_t rows, double budget)
    : m_bounder(bounder),
      m_measure(measure),
      m_layer(layer),
      m_unit(unit),
      m_effort(static_cast<double>(rows) * bounder.cost(layer, Effort::crown) <= budget ? Effort::crown
                                                                                         : Effort::interval),
      m_budget(budget) {
  const RoundedLayer& first = bounder.layer(0);
  const MatrixView<const double> absolute(first.absolute);
  constexpr double k_outward = 0x1p-22;  // what rounding the ends of a box outwards may add, of the size of an input
  for (std::size_t i = 0; i < absolute.rows(); ++i) {
    double reach = 0;
    for (std::size_t k = 0; k < absolute.columns(); ++k)
      if (measure.widths()[k] > 0) reach += absolute.row(i)[k] * measure.widths()[k];
    m_reach.push_back(reach * (1 + gamma(static_cast<double>(absolute.columns()) + 8, k_double_roundoff)));
    m_slack.push_back(first.error[i] + (k_outward + gamma(2 * static_cast<double>(absolute.columns()) + 16,
                                                          k_double_roundoff)) *
                                           first.terms[i] + 2 * k_float_normal);
  }
}

/// By interval arithmetic around a row whose z in the first layer is known; boxes are not clipped. Units of the first
/// two layers alone: farther up it is too loose to be of use.
bool ProvenRadius::is_proven_nearby(std::span<const double> z) const {
  const double share = share_at(m_share);
  if (m_layer == 0) return z[m_unit] + (share * m_reach[m_unit] + m_slack[m_unit]) * (1 + 0x1p-50) <= 0;
  if (m_layer > 1) return false;
  const RoundedLayer& layer = m_bounder.layer(1);
  const std::span<const double> weights = MatrixView<const double>(layer.weights).row(m_unit);
  double upper = layer.bias[m_unit] + layer.error[m_unit], size = std::abs(layer.bias[m_unit]) + layer.error[m_unit];
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double around = (share * m_reach[i] + m_slack[i]) * (1 + 0x1p-50);
    upper += weights[i] * std::max(0.0, weights[i] > 0 ? z[i] + around : z[i] - around);
    size += std::abs(weights[i]) * (std::abs(z[i]) + around);
  }
  return upper + gamma(2 * static_cast<double>(weights.size()) + 16, k_double_roundoff) * size <= 0;
}

std::vector<double> ProvenRadius::upper_bounds(MatrixView<const float> rows, std::span<const std::size_t> which,
                                               std::span<const std::size_t> shares) {
  const InputBox& box = m_bounder.box();
  constexpr float k_infinity = std::numeric_limits<float>::infinity();
  std::vector<double> values;
  const std::size_t most = m_bounder.batch_size(m_layer, m_effort);
  for (std::size_t first = 0; first < which.size(); first += most) {
    const std::size_t count = std::min(most, which.size() - first);
    m_budget -= static_cast<double>(count) * m_bounder.cost(m_layer, m_effort);
    if (m_budget < 0) return {};
    BoxBatch boxes(count, box.inputs());
    for (std::size_t b = 0; b < count; ++b) {
      const std::span<const float> row = rows.row(which[first + b]);
      const double share = share_at(shares[first + b]);
      for (std::size_t k = 0; k < row.size(); ++k) {
        const double around = rounded_up(share * m_measure.widths()[k]), x = row[k];
        boxes.lower(b, k) = around > 0 ? std::max(outward(x - around, -k_infinity), box.lower[k]) : x;
        boxes.upper(b, k) = around > 0 ? std::min(outward(x + around, k_infinity), box.upper[k]) : x;
      }
    }
    const std::vector<std::size_t> units(count, m_unit);
    const UpperBounds bounds = m_bounder.upper_bounds(m_layer, units, boxes, m_effort);
    values.insert(values.end(), bounds.values.begin(), bounds.values.end());
  }
  return values;
}

/// To the greatest share that is proven around the row. The grid is searched in two passes of many shares each.
void ProvenRadius::reduce(MatrixView<const float> rows, std::size_t which) {
  m_row.assign(rows.row(which).begin(), rows.row(which).end());
  constexpr std::size_t k_parts = 21;
  std::size_t proven = 0, open = m_share;
  while (open - proven > 1) {
    std::vector<std::size_t> tried;
    const std::size_t step = std::max<std::size_t>(1, (open - proven) / (k_parts + 1));
    for (std::size_t share = proven + step; share < open && tried.size() <= k_parts; share += step)
      tried.push_back(share);
    const std::vector<double> upper = upper_bounds(rows, std::vector<std::size_t>(tried.size(), which), tried);
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
  const double filter = m_layer == 1 ? 2 * static_cast<double>(m_bounder.layer(1).weights.shape()[1]) : 2;
  m_budget -= filter * static_cast<double>(rows.rows());
  for (std::size_t j = 0; j < rows.rows(); ++j)
    if (!is_proven_nearby(z.row(j))) left.push_back(j);
  while (!left.empty() && m_budget >= 0 && m_share > 0) {
    const std::vector<double> upper = upper_bounds(rows, left, std::vector<std::size_t>(left.size(), m_share));
    if (m_budget < 0) return;
    std::vector<std::size_t> failed;
    std::size_t worst = 0;
    double highest = 0;
    for (std::size_t r = 0; r < left.size(); ++r) {
      if (upper[r] <= 0) continue;
      failed.push_back(left[r]);
      if (upper[r] > highest) highest = upper[r], worst = left[r];
    }
    if (!failed.empty()) reduce(rows, worst);
    std::erase(failed, worst);
    std::erase_if(failed, [&](std::size_t j) { return is_proven_nearby(z.row(j)); });
    left = std::move(failed);
  }
}

std::optional<double> ProvenRadius::share() const {
  if (m_budget < 0) return std::nullopt;
  return share_at(m_share);
}

}  // namespace reluscope
