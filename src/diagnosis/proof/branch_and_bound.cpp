#include "diagnosis/proof/branch_and_bound.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace reluscope {

BranchAndBound::BranchAndBound(const Bounder& bounder, std::size_t layer, std::size_t unit)
    : m_bounder(&bounder),
      m_layer(layer),
      m_unit(unit),
      m_group_of(bounder.box().inputs()),
      m_influence(bounder.box().inputs()),
      m_upper(-std::numeric_limits<double>::infinity()) {
  const InputBox& box = bounder.box();
  for (const InputBox::Group& group : box.groups)
    for (std::size_t k = group.first; k < group.first + group.count; ++k) m_group_of[k] = group;
  const MatrixView<const double> weights(bounder.layer(0).absolute);
  for (std::size_t i = 0; i < weights.rows(); ++i)
    for (std::size_t k = 0; k < weights.columns(); ++k) m_influence[k] += weights.row(i)[k];
  Part whole{box.lower, box.upper, 0};
  whole.input = best_input(whole, MatrixView<const double>(bounder.bounds()[layer].upper_slopes).row(unit));
  m_parts.push_back(std::move(whole));
}

std::optional<double> BranchAndBound::proven_upper() const {
  if (!m_parts.empty() || m_witness || m_is_stuck) return std::nullopt;
  return m_upper;
}

bool BranchAndBound::can_split(const Part& part, std::size_t input) {
  const double middle = 0.5 * part.lower[input] + 0.5 * part.upper[input];
  return middle > part.lower[input] && middle < part.upper[input];
}

/// inputs() if none can be split.
std::size_t BranchAndBound::best_input(const Part& part, std::span<const double> slopes) const {
  std::size_t best = part.lower.size();
  double greatest = -1, influence = -1;
  for (std::size_t k = 0; k < part.lower.size(); ++k) {
    if (!can_split(part, k)) continue;
    const double width = part.upper[k] - part.lower[k], gain = std::abs(slopes[k]) * width,
                 other = m_influence[k] * width;
    if (!(gain > greatest || (gain == greatest && other > influence))) continue;
    best = k, greatest = gain, influence = other;
  }
  return best;
}

/// What the other shares of a group leave to each, after one has changed; false if they cannot sum to one.
bool BranchAndBound::tighten_group(Part& part, std::size_t input) const {
  if (!m_group_of[input]) return true;
  const auto [first, count] = *m_group_of[input];
  double least = 0, most = 0;
  for (std::size_t k = first; k < first + count; ++k) least += part.lower[k], most += part.upper[k];
  if (least > 1 || most < 1) return false;
  // halves of halves of 0 and 1: these sums are exact
  const std::vector<double> lower = part.lower, upper = part.upper;
  for (std::size_t k = first; k < first + count; ++k) {
    part.lower[k] = std::max(lower[k], 1 - (most - upper[k]));
    part.upper[k] = std::min(upper[k], 1 - (least - lower[k]));
  }
  return true;
}

void BranchAndBound::try_corners(Attack& attack, const BoxBatch& boxes, const UpperBounds& bounds) {
  const InputBox& box = m_bounder->box();
  std::vector<std::size_t> open;
  for (std::size_t b = 0; b < boxes.size(); ++b)
    if (bounds.values[b] > 0) open.push_back(b);
  if (open.empty()) return;
  Matrix<float> points = Matrix<float>::from_shape({open.size(), box.inputs()});
  for (std::size_t p = 0; p < open.size(); ++p) {
    const std::span<const double> lower = MatrixView<const double>(boxes.lower).row(open[p]),
                                  upper = MatrixView<const double>(boxes.upper).row(open[p]);
    const InputBox part{{lower.begin(), lower.end()}, {upper.begin(), upper.end()}, box.groups};
    const std::vector<double> corner = part.highest_corner(MatrixView<const double>(bounds.slopes).row(open[p]));
    for (std::size_t k = 0; k < corner.size(); ++k) points(p, k) = float_within(corner[k], box.lower[k], box.upper[k]);
    make_one_hot(MatrixView<float>(points).row(p), box);
  }
  const std::vector<float> z = attack.preactivations(std::vector<std::size_t>(open.size(), m_unit), points);
  for (std::size_t p = 0; p < open.size() && !m_witness; ++p) {
    const std::span<const float> point = MatrixView<const float>(points).row(p);
    if (z[p] > 0 && fires(m_bounder->network(), m_layer, m_unit, point)) m_witness.emplace(point.begin(), point.end());
  }
}

double BranchAndBound::run(double work) {
  const std::size_t inputs = m_bounder->box().inputs();
  const double cost = m_bounder->cost(m_layer, Effort::crown) + Attack::cost(m_bounder->network(), m_layer, 0) / 4;
  const std::size_t most = std::max<std::size_t>(2, m_bounder->batch_size(m_layer, Effort::crown));
  Attack attack(m_bounder->network(), {}, m_layer);
  double done = 0;
  while (done < work && !is_done()) {
    std::vector<Part> halves;
    while (!m_parts.empty() && halves.size() + 2 <= most) {
      const Part part = std::move(m_parts.back());
      m_parts.pop_back();
      if (part.input == inputs) {
        m_is_stuck = true;
        return done;
      }
      const double middle = 0.5 * part.lower[part.input] + 0.5 * part.upper[part.input];
      for (const bool is_high : {false, true}) {
        Part half = part;
        (is_high ? half.lower : half.upper)[part.input] = middle;
        if (tighten_group(half, part.input)) halves.push_back(std::move(half));
      }
    }
    if (halves.empty()) continue;
    BoxBatch boxes(halves.size(), inputs, m_bounder->box().groups);
    for (std::size_t b = 0; b < halves.size(); ++b) {
      std::ranges::copy(halves[b].lower, MatrixView<double>(boxes.lower).row(b).begin());
      std::ranges::copy(halves[b].upper, MatrixView<double>(boxes.upper).row(b).begin());
    }
    done += cost * static_cast<double>(halves.size());
    const std::vector<std::size_t> units(halves.size(), m_unit);
    const UpperBounds bounds = m_bounder->upper_bounds(m_layer, units, boxes, Effort::crown);
    try_corners(attack, boxes, bounds);
    if (m_witness) break;
    for (std::size_t b = 0; b < halves.size(); ++b) {
      if (bounds.values[b] <= 0) {
        m_upper = std::max(m_upper, bounds.values[b]);
        continue;
      }
      halves[b].input = best_input(halves[b], MatrixView<const double>(bounds.slopes).row(b));
      m_parts.push_back(std::move(halves[b]));
    }
  }
  return done;
}

}  // namespace reluscope
