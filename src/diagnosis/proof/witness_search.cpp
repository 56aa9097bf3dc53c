#include "diagnosis/proof/witness_search.hpp"

#include <algorithm>

#include "diagnosis/proof/attack.hpp"
#include "support/random.hpp"

namespace reluscope {
namespace {

constexpr int k_steps = 100;
constexpr float k_far = 0.3F, k_near = 0.1F;  // first steps, of the width of the box
constexpr std::size_t k_first_starts = 2, k_least_starts = 8, k_most_starts = 128;
constexpr double k_further_work = 4e8;  // multiplications for further starts, of all units of the layer
constexpr std::size_t k_units_at_once = 32;
constexpr double k_work_of_pass = 1000;  // what a pass through a layer costs however narrow it is, in multiplications

/// The k-th of the combinations of one category of each group, counted through again and again.
void set_categories(std::span<float> point, const InputBox& box, std::size_t k) {
  for (const auto& [first, count] : box.groups) {
    std::vector<std::size_t> seen;
    for (std::size_t c = first; c < first + count; ++c)
      if (box.upper[c] > 0) seen.push_back(c);
    std::fill_n(point.begin() + static_cast<std::ptrdiff_t>(first), count, 0.0F);
    if (seen.empty()) continue;
    point[seen[k % seen.size()]] = 1;
    k /= seen.size();
  }
}

std::size_t combinations(const InputBox& box) {
  std::size_t product = 1;
  for (const auto& [first, count] : box.groups) {
    const auto upper = std::span(box.upper).subspan(first, count);
    product = std::min(k_most_starts, product * static_cast<std::size_t>(std::ranges::count(upper, 1.0)));
  }
  return product;
}

/// Attacks units of a layer from one kind of start after another.
class WitnessSearch {
 public:
  /// starts: a row for each unit; those of other units serve as well.
  WitnessSearch(const Bounder& bounder, std::size_t layer, std::span<const std::size_t> units,
                MatrixView<const float> starts, ThreadPool& pool)
      : m_bounder(bounder), m_layer(layer), m_units(units), m_starts(starts), m_pool(pool), m_witnesses(units.size()) {}

  std::vector<std::optional<Witness>> run() {
    for (std::size_t kind = 0; kind < k_first_starts; ++kind) attack_all(kind);
    const auto left = static_cast<double>(
        std::ranges::count_if(m_witnesses, [](const std::optional<Witness>& witness) { return !witness; }));
    const double affordable =
        k_further_work / (std::max(left, 1.0) * Attack::cost(m_bounder.network(), m_layer, k_steps));
    const std::size_t least = std::max(k_least_starts, 2 * combinations(m_bounder.box()));
    const auto last = static_cast<std::size_t>(std::min(affordable, static_cast<double>(k_most_starts)));
    // in the first layer the corner is the greatest there is
    for (std::size_t kind = k_first_starts; m_layer > 0 && kind < std::max(last, std::min(least, k_most_starts));
         ++kind)
      attack_all(kind);
    return std::move(m_witnesses);
  }

 private:
  void attack_all(std::size_t kind) {
    std::vector<std::size_t> open;
    for (std::size_t u = 0; u < m_units.size(); ++u)
      if (!m_witnesses[u]) open.push_back(u);
    m_pool.parallel_for((open.size() + k_units_at_once - 1) / k_units_at_once, [&](std::size_t part, unsigned) {
      const std::size_t first = part * k_units_at_once;
      attack(kind, std::span(open).subspan(first, std::min(k_units_at_once, open.size() - first)));
    });
  }

  /// Starts at the highest corner of the unit's upper bound, its own row, and then by turns at other units' rows, with
  /// small steps, and at random.
  void attack(std::size_t kind, std::span<const std::size_t> open) {
    const InputBox& box = m_bounder.box();
    AttackBatch batch(open.size(), box.inputs());
    const bool is_random = kind >= k_first_starts && (kind % 2 == 1 || m_starts.rows() == 1);
    for (std::size_t p = 0; p < open.size(); ++p) {
      const std::size_t unit = batch.units[p] = m_units[open[p]];
      set_box(batch, p, box.lower, box.upper);
      const std::span<float> point = MatrixView<float>(batch.points).row(p);
      if (kind == 0) {
        const MatrixView<const double> slopes(m_bounder.bounds()[m_layer].upper_slopes);
        std::ranges::transform(box.highest_corner(slopes.row(unit)), point.begin(),
                               [](double x) { return static_cast<float>(x); });
      } else if (!is_random) {
        std::ranges::copy(m_starts.row((open[p] + (kind - 1) / 2) % m_starts.rows()), point.begin());
      } else {
        Random random(m_layer, RandomStream::attack, unit * k_most_starts + kind);
        for (std::size_t k = 0; k < point.size(); ++k)
          point[k] = static_cast<float>(random.uniform(batch.lower(p, k), batch.upper(p, k)));
      }
      make_one_hot(point, box);
      if (is_random) set_categories(point, box, kind / 2);
      for (std::size_t k = 0; k < point.size(); ++k)
        point[k] = std::clamp(point[k], batch.lower(p, k), batch.upper(p, k));
    }
    Attack attack(m_bounder.network(), box.groups, m_layer);
    attack.climb(batch, m_bounder.bounds()[m_layer].upper_slopes, k_steps,
                 kind < k_first_starts || is_random ? k_far : k_near);
    for (std::size_t p = 0; p < open.size(); ++p) {
      const std::span<const float> point = MatrixView<const float>(batch.points).row(p);
      if (batch.fires[p]) m_witnesses[open[p]].emplace(point.begin(), point.end());
    }
  }

  const Bounder& m_bounder;
  std::size_t m_layer;
  std::span<const std::size_t> m_units;
  MatrixView<const float> m_starts;
  ThreadPool& m_pool;
  std::vector<std::optional<Witness>> m_witnesses;
};

}  // namespace

std::vector<std::optional<Witness>> find_witnesses(const Bounder& bounder, std::size_t layer,
                                                   std::span<const std::size_t> units, MatrixView<const float> starts,
                                                   ThreadPool& pool) {
  if (units.empty()) return {};
  return WitnessSearch(bounder, layer, units, starts, pool).run();
}

double search_cost(const Network<float>& network, std::size_t layer) {
  const auto climbs = static_cast<double>(k_first_starts + k_least_starts);
  const double passes = climbs * 2 * k_steps * static_cast<double>(layer + 1);
  return climbs * Attack::cost(network, layer, k_steps) + k_work_of_pass * passes;
}

}  // namespace reluscope
