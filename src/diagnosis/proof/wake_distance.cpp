#include "diagnosis/proof/wake_distance.hpp"

#include <algorithm>
#include <cmath>

namespace reluscope {
namespace {

constexpr int k_bisections = 8, k_approach_steps = 12;
constexpr float k_first_approach = 0.3F;  // of the width of the box around the row
constexpr double k_precision = 1.02;      // where the bisection may end

/// One row of a sleeper.
struct Approach {
  std::size_t sleeper, row;
  Witness witness;         // fires; where the next attack starts from
  double distance, fails;  // of the witness from the row; the greatest share at which the attack failed

  bool is_over() const { return distance <= fails * k_precision; }
  /// The share to try next.
  double next() const { return std::max(std::sqrt(distance * fails), distance / 8); }
};

}  // namespace

void approach_rows(const Network<float>& network, const InputBox& box, const RowDistance& measure, std::size_t layer,
                   MatrixView<const double> slopes, std::span<Sleeper> sleepers) {
  std::vector<Approach> approaches;
  for (std::size_t s = 0; s < sleepers.size(); ++s)
    for (std::size_t r = 0; r < sleepers[s].rows.size(); ++r)
      approaches.push_back({s, r, sleepers[s].witness,
                            std::min(1.0, measure(sleepers[s].witness, sleepers[s].rows[r], 2)), sleepers[s].proven});
  Attack attack(network, {}, layer);
  for (int round = 0; round < k_bisections; ++round) {
    std::vector<std::size_t> open;
    for (std::size_t a = 0; a < approaches.size(); ++a)
      if (!approaches[a].is_over()) open.push_back(a);
    if (open.empty()) break;
    AttackBatch batch(open.size(), box.inputs());
    for (std::size_t p = 0; p < open.size(); ++p) {
      const Approach& approach = approaches[open[p]];
      const Sleeper& sleeper = sleepers[approach.sleeper];
      const std::vector<float>& row = sleeper.rows[approach.row];
      batch.units[p] = sleeper.unit;
      std::vector<double> lower, upper;
      for (std::size_t k = 0; k < row.size(); ++k) {
        const double around = approach.next() * measure.widths()[k];
        lower.push_back(std::max(row[k] - around, std::min<double>(row[k], box.lower[k])));
        upper.push_back(std::min(row[k] + around, std::max<double>(row[k], box.upper[k])));
      }
      set_box(batch, p, lower, upper);
      for (std::size_t k = 0; k < row.size(); ++k)
        batch.points(p, k) = std::clamp(approach.witness[k], batch.lower(p, k), batch.upper(p, k));
    }
    attack.climb(batch, slopes, k_approach_steps, k_first_approach);
    for (std::size_t p = 0; p < open.size(); ++p) {
      Approach& approach = approaches[open[p]];
      if (!batch.fires[p]) {
        approach.fails = approach.next();
        continue;
      }
      const std::span<const float> point = MatrixView<const float>(batch.points).row(p);
      approach.witness.assign(point.begin(), point.end());
      approach.distance = std::min(approach.distance, measure(point, sleepers[approach.sleeper].rows[approach.row], 2));
    }
  }
  for (const Approach& approach : approaches) {
    Sleeper& sleeper = sleepers[approach.sleeper];
    const double distance = measure(approach.witness, sleeper.rows[approach.row], sleeper.distance);
    if (!(distance < sleeper.distance)) continue;
    sleeper.distance = distance;
    sleeper.witness = approach.witness;
  }
}

double approach_cost(const Network<float>& network, std::size_t layer) {
  return k_bisections * Attack::cost(network, layer, k_approach_steps);
}

}  // namespace reluscope
