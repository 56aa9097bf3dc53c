#include "diagnosis/proof/vicinity.hpp"

#include <algorithm>
#include <cmath>

#include "diagnosis/proof/nearest_rows.hpp"
#include "diagnosis/proof/radius.hpp"
#include "diagnosis/proof/wake_distance.hpp"
#include "linalg/matmul.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_rows_at_once = 256, k_sleepers_at_once = 16;

/// A dead unit whose proof is open.
struct OpenUnit {
  std::size_t layer, unit;
  UnitProof* proof;
  std::span<const float> closest;
  std::optional<ProvenRadius> radius;  // while it is being proven
  std::vector<float> last;             // the row at which it ended
  double patience = 1;                 // how many times the usual work it may take
  NearestRow nearest;                  // to the witness
};

bool is_one_hot(std::span<const float> row, std::span<const InputBox::Group> groups) {
  return std::ranges::all_of(groups, [row](const InputBox::Group& group) {
    const std::span<const float> shares = row.subspan(group.first, group.count);
    return std::ranges::count(shares, 1.0F) == 1 &&
           std::ranges::count(shares, 0.0F) == static_cast<std::ptrdiff_t>(shares.size()) - 1;
  });
}

/// z of the first layer in double: rows × units.
Matrix<double> first_z(const Bounder& bounder, MatrixView<const float> rows) {
  const RoundedLayer& layer = bounder.layer(0);
  Matrix<double> x = Matrix<double>::from_shape({rows.rows(), rows.columns()}),
                 z = Matrix<double>::from_shape({rows.rows(), layer.bias.size()});
  std::copy_n(rows.data(), rows.size(), x.data());
  matmul<double>(x, Transpose::no, layer.weights, Transpose::yes, z);
  for (std::size_t j = 0; j < rows.rows(); ++j)
    for (std::size_t i = 0; i < layer.bias.size(); ++i) z(j, i) += layer.bias[i];
  return z;
}

class Vicinity {
 public:
  Vicinity(const Bounder& bounder, const ProofInput& input, ThreadPool& pool)
      : m_bounder(bounder), m_input(input), m_pool(pool), m_measure(input.range, input.box.groups) {}

  void run(double budget, double attack_budget, std::vector<std::vector<UnitProof>>& proofs) {
    collect(proofs);
    for (OpenUnit& unit : m_units) unit.proof->nearest_witness = unit.proof->witness;
    if (m_units.empty()) return;
    InputBox plain = m_input.box;  // rows lie in it whatever the rounding of their groups' sums
    plain.groups.clear();
    std::optional<Bounder> of_rows;
    if (m_input.rows_are_all) {
      if (!m_input.box.groups.empty()) of_rows.emplace(m_input.network, plain);
      prove_radii(of_rows ? *of_rows : m_bounder, budget);
    }
    see_witnesses();
    approach(attack_budget);
    see_witnesses();
    for (OpenUnit& unit : m_units)
      if (std::isfinite(unit.nearest.distance))
        unit.proof->wake_distance = std::max(unit.nearest.distance, unit.proof->proven_radius.value_or(0));
  }

 private:
  void collect(std::vector<std::vector<UnitProof>>& proofs) {
    for (std::size_t l = 0; l < proofs.size(); ++l) {
      for (std::size_t u = 0; u < m_input.dead[l].size(); ++u) {
        const std::size_t i = m_input.dead[l][u];
        UnitProof& proof = proofs[l][i];
        if (proof.verdict == ProofStatus::proven_inactive)
          proof.proven_radius = 1;
        else if (l < m_bounder.depth())
          m_units.push_back({l, i, &proof, m_input.closest.row(l, u), {}, {}, 1, {}});
      }
    }
  }

  /// As many units at a time as the budget is enough for; those that take less leave it to others, those that take more
  /// are tried once more in the end. The cheapest first.
  void prove_radii(const Bounder& around_rows, double budget) {
    const std::size_t rows = m_input.rows.rows();
    const auto cost = [&](const OpenUnit* unit) {
      return unit->patience * ProvenRadius::usual_cost(around_rows, unit->layer, rows);
    };
    const double of_pass = static_cast<double>(rows) * static_cast<double>(around_rows.layer(0).weights.size());
    std::vector<OpenUnit*> left;
    for (OpenUnit& unit : m_units) left.push_back(&unit);
    std::ranges::stable_sort(left, std::less(), cost);
    while (!left.empty()) {
      std::size_t count = 0;
      std::vector<OpenUnit*> again;
      budget -= of_pass;
      for (; count < left.size() && cost(left[count]) <= budget; ++count) budget -= cost(left[count]);
      if (count == 0) return;
      const std::span<OpenUnit*> units(left.data(), count);
      m_pool.parallel_for(count, [&](std::size_t u, unsigned /*worker*/) {
        units[u]->radius.emplace(around_rows, m_measure, units[u]->layer, units[u]->unit, cost(units[u]));
        const MatrixView<const float> row(units[u]->closest.data(), 1, units[u]->closest.size());
        const Matrix<double> z = first_z(around_rows, row);
        units[u]->radius->see(row, z);
      });
      for_each_block([&](MatrixView<const float> block) {
        const Matrix<double> z = first_z(around_rows, block);
        m_pool.parallel_for(count, [&](std::size_t u, unsigned /*worker*/) { units[u]->radius->see(block, z); });
      });
      for (OpenUnit* unit : units) {
        budget += std::max(0.0, unit->radius->budget_left());
        unit->proof->proven_radius = unit->radius->share();
        unit->last.assign(unit->radius->row().begin(), unit->radius->row().end());
        unit->radius.reset();
        if (unit->proof->proven_radius || unit->patience > 1) continue;
        unit->patience = 4;
        again.push_back(unit);
      }
      left.erase(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(count));
      left.insert(left.end(), again.begin(), again.end());
    }
  }

  void for_each_block(auto&& see) {
    AlignedVector<float> buffer;
    m_input.rows.rewind();
    while (const auto shard = m_input.rows.next(buffer))
      for (std::size_t first = 0; first < shard->rows(); first += k_rows_at_once)
        see(shard->rows(first, std::min(k_rows_at_once, shard->rows() - first)));
  }

  /// How far they are from the rows.
  void see_witnesses() {
    for (OpenUnit& unit : m_units) unit.nearest = {};
    for_each_block([&](MatrixView<const float> block) {
      m_pool.parallel_for(m_units.size(), [&](std::size_t u, unsigned /*worker*/) {
        OpenUnit& unit = m_units[u];
        if (unit.proof->nearest_witness) unit.nearest.see(m_measure, *unit.proof->nearest_witness, block);
      });
    });
  }

  /// Brings the witnesses closer to the rows: to the one that the radius ends at, or else the one on which z is
  /// greatest, and to the one that is nearest now.
  void approach(double budget) {
    std::vector<std::vector<OpenUnit*>> parts;
    for (OpenUnit& unit : m_units) {
      const double cost = 2 * approach_cost(m_input.network, unit.layer);
      if (!unit.proof->witness || cost > budget) continue;
      budget -= cost;
      if (parts.empty() || parts.back().size() == k_sleepers_at_once || parts.back().front()->layer != unit.layer)
        parts.emplace_back();
      parts.back().push_back(&unit);
    }
    m_pool.parallel_for(parts.size(), [&](std::size_t part, unsigned /*worker*/) { approach(parts[part]); });
  }

  void approach(std::span<OpenUnit* const> units) const {
    std::vector<Sleeper> sleepers;
    for (const OpenUnit* unit : units) {
      Sleeper& sleeper = sleepers.emplace_back(Sleeper{.unit = unit->unit, .witness = *unit->proof->witness});
      sleeper.distance = unit->nearest.distance;
      sleeper.proven = unit->proof->proven_radius.value_or(0);
      const std::span<const float> likely = unit->last.empty() ? unit->closest : std::span<const float>(unit->last);
      for (const std::span<const float> row : {likely, std::span<const float>(unit->nearest.row)}) {
        std::vector<float> values(row.begin(), row.end());
        if (!row.empty() && is_one_hot(row, m_input.box.groups) && std::ranges::count(sleeper.rows, values) == 0)
          sleeper.rows.push_back(std::move(values));
      }
    }
    const std::size_t layer = units.front()->layer;
    approach_rows(m_input.network, m_input.box, m_measure, layer, m_bounder.bounds()[layer].upper_slopes, sleepers);
    for (std::size_t s = 0; s < units.size(); ++s) units[s]->proof->nearest_witness = std::move(sleepers[s].witness);
  }

  const Bounder& m_bounder;
  const ProofInput& m_input;
  ThreadPool& m_pool;
  RowDistance m_measure;
  std::vector<OpenUnit> m_units;
};

}  // namespace

void measure_vicinity(const Bounder& bounder, const ProofInput& input, double budget, double attack_budget,
                      ThreadPool& pool, std::vector<std::vector<UnitProof>>& proofs) {
  Vicinity(bounder, input, pool).run(budget, attack_budget, proofs);
}

}  // namespace reluscope
