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
  std::optional<ProvenRadius> radius;
  NearestRow nearest;  // to the witness
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
    if (m_units.empty()) return;
    InputBox plain = m_input.box;  // rows lie in it whatever the rounding of their groups' sums
    plain.groups.clear();
    std::optional<Bounder> of_rows;
    if (m_input.rows_are_all) {
      if (!m_input.box.groups.empty()) of_rows.emplace(m_input.network, plain);
      const Bounder& around_rows = of_rows ? *of_rows : m_bounder;
      start_radii(around_rows, budget / static_cast<double>(m_units.size()));
      see_rows(&around_rows);
    } else {
      see_rows(nullptr);
    }
    for (OpenUnit& unit : m_units)
      if (unit.radius) unit.proof->proven_radius = unit.radius->share();
    approach(attack_budget);
    see_rows(nullptr);
    for (OpenUnit& unit : m_units)
      if (unit.proof->witness && std::isfinite(unit.nearest.distance))
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
        else
          m_units.push_back({l, i, &proof, m_input.closest.row(l, u), {}, {}});
      }
    }
  }

  void start_radii(const Bounder& around_rows, double budget) {
    const std::size_t rows = m_input.rows.rows();
    m_pool.parallel_for(m_units.size(), [&](std::size_t u, unsigned /*worker*/) {
      OpenUnit& unit = m_units[u];
      unit.radius.emplace(around_rows, m_measure, unit.layer, unit.unit, rows, budget);
      const MatrixView<const float> row(unit.closest.data(), 1, unit.closest.size());
      const Matrix<double> z = first_z(around_rows, row);
      unit.radius->see(row, z);
    });
  }

  /// Goes through all rows. around_rows: if the radii are to see them.
  void see_rows(const Bounder* around_rows) {
    for (OpenUnit& unit : m_units) unit.nearest = {};
    AlignedVector<float> buffer;
    m_input.rows.rewind();
    while (const auto shard = m_input.rows.next(buffer)) {
      for (std::size_t first = 0; first < shard->rows(); first += k_rows_at_once) {
        const auto rows = shard->rows(first, std::min(k_rows_at_once, shard->rows() - first));
        Matrix<double> z = Matrix<double>::from_shape({0, 0});
        if (around_rows != nullptr) z = first_z(*around_rows, rows);
        m_pool.parallel_for(m_units.size(), [&](std::size_t u, unsigned /*worker*/) {
          OpenUnit& unit = m_units[u];
          if (unit.proof->witness) unit.nearest.see(m_measure, *unit.proof->witness, rows);
          if (around_rows != nullptr) unit.radius->see(rows, z);
        });
      }
    }
  }

  /// Brings the witnesses closer to the rows: to the one on which z is greatest, the one that the radius ends at, and
  /// the one that is nearest now.
  void approach(double budget) {
    std::vector<std::vector<OpenUnit*>> parts;
    for (OpenUnit& unit : m_units) {
      const double cost = 3 * approach_cost(m_input.network, unit.layer);
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
      const std::span<const float> last = unit->radius ? unit->radius->row() : std::span<const float>();
      for (const std::span<const float> row : {unit->closest, last, std::span<const float>(unit->nearest.row)}) {
        std::vector<float> values(row.begin(), row.end());
        if (!row.empty() && is_one_hot(row, m_input.box.groups) && std::ranges::count(sleeper.rows, values) == 0)
          sleeper.rows.push_back(std::move(values));
      }
    }
    const std::size_t layer = units.front()->layer;
    approach_rows(m_input.network, m_input.box, m_measure, layer, m_bounder.bounds()[layer].upper_slopes, sleepers);
    for (std::size_t s = 0; s < units.size(); ++s) units[s]->proof->witness = std::move(sleepers[s].witness);
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
