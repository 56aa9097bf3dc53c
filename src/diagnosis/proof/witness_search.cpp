#include "diagnosis/proof/witness_search.hpp"

#include <algorithm>

#include "diagnosis/proof/attack.hpp"
#include "support/random.hpp"

namespace reluscope {
namespace {

constexpr int k_steps = 100;
constexpr float k_first_step = 0.3F;      // of the width of the box
constexpr std::size_t k_random_starts = 4;
constexpr std::size_t k_units_at_once = 32;

/// The highest corner of the unit's upper bound.
void start_at_corner(std::span<float> point, const Bounder& bounder, std::size_t layer, std::size_t unit) {
  const MatrixView<const double> slopes(bounder.bounds()[layer].upper_slopes);
  std::ranges::transform(bounder.box().highest_corner(slopes.row(unit)), point.begin(),
                         [](double x) { return static_cast<float>(x); });
}

void start_at_random(AttackBatch& batch, std::size_t p, const InputBox& box, Random& random) {
  const std::span<float> point = MatrixView<float>(batch.points).row(p);
  for (std::size_t k = 0; k < point.size(); ++k)
    point[k] = static_cast<float>(random.uniform(batch.lower(p, k), batch.upper(p, k)));
  for (const auto& [first, count] : box.groups)  // from a uniform order of the categories
    for (std::size_t k = first; k < first + count; ++k) point[k] = static_cast<float>(random.uniform());
}

/// Some of the units, from one kind of start after another.
void search(const Bounder& bounder, std::size_t layer, std::span<const std::size_t> units,
            MatrixView<const float> starts, std::span<std::optional<Witness>> witnesses) {
  const InputBox& box = bounder.box();
  Attack attack(bounder.network(), box.groups, layer);
  for (std::size_t start = 0; start < 2 + k_random_starts; ++start) {
    std::vector<std::size_t> open;
    for (std::size_t u = 0; u < units.size(); ++u)
      if (!witnesses[u]) open.push_back(u);
    AttackBatch batch(open.size(), box.inputs());
    for (std::size_t p = 0; p < open.size(); ++p) {
      const std::size_t unit = batch.units[p] = units[open[p]];
      set_box(batch, p, box.lower, box.upper);
      const std::span<float> point = MatrixView<float>(batch.points).row(p);
      if (start == 0) {
        start_at_corner(point, bounder, layer, unit);
      } else if (start == 1) {
        std::ranges::copy(starts.row(open[p]), point.begin());
      } else {
        Random random(layer, RandomStream::attack, unit * k_random_starts + start);
        start_at_random(batch, p, box, random);
      }
      make_one_hot(point, box);
      for (std::size_t k = 0; k < point.size(); ++k)
        point[k] = std::clamp(point[k], batch.lower(p, k), batch.upper(p, k));
    }
    attack.climb(batch, bounder.bounds()[layer].upper_slopes, k_steps, k_first_step);
    for (std::size_t p = 0; p < open.size(); ++p) {
      const std::span<const float> point = MatrixView<const float>(batch.points).row(p);
      if (batch.fires[p]) witnesses[open[p]].emplace(point.begin(), point.end());
    }
  }
}

}  // namespace

std::vector<std::optional<Witness>> find_witnesses(const Bounder& bounder, std::size_t layer,
                                                   std::span<const std::size_t> units, MatrixView<const float> starts,
                                                   ThreadPool& pool) {
  std::vector<std::optional<Witness>> witnesses(units.size());
  pool.parallel_for((units.size() + k_units_at_once - 1) / k_units_at_once, [&](std::size_t part, unsigned /*worker*/) {
    const std::size_t first = part * k_units_at_once, count = std::min(k_units_at_once, units.size() - first);
    search(bounder, layer, units.subspan(first, count), starts.rows(first, count),
           std::span(witnesses).subspan(first, count));
  });
  return witnesses;
}

double search_cost(const Network<float>& network, std::size_t layer) {
  return (2 + k_random_starts) * Attack::cost(network, layer, k_steps);
}

}  // namespace reluscope
