#include "diagnosis/diagnosis.hpp"

#include <algorithm>
#include <cmath>

#include "diagnosis/layer_activity.hpp"
#include "diagnosis/layer_status.hpp"
#include "diagnosis/measures.hpp"
#include "diagnosis/recovery_odds.hpp"
#include "diagnosis/statistics.hpp"
#include "stats/activation_gram.hpp"
#include "stats/closest_rows.hpp"
#include "stats/gradient_paths.hpp"
#include "stats/input_range.hpp"
#include "stats/max_preactivation.hpp"
#include "stats/row_sample.hpp"

namespace reluscope {
namespace {

/// Of each column, L2.
std::vector<double> column_norms(MatrixView<const float> matrix) {
  std::vector<double> norms(matrix.columns());
  for (std::size_t k = 0; k < matrix.rows(); ++k)
    for (std::size_t i = 0; i < norms.size(); ++i)
      norms[i] += static_cast<double>(matrix.row(k)[i]) * static_cast<double>(matrix.row(k)[i]);
  for (double& norm : norms) norm = std::sqrt(norm);
  return norms;
}

LayerHistory history_of(std::size_t l, const TrainingEvidence& evidence, std::int64_t rows, const StatusRule& rule) {
  LayerHistory history;
  const auto rank_rows = static_cast<std::int64_t>(evidence.history_rank_rows);
  if (rank_rows > 0 && rank_rows < rows) history.rank_rows = rank_rows;
  for (const EpochActivity& activity : evidence.history) {
    const LayerStatus layer = layer_status(activity, l, rows, rule);
    history.epoch.push_back(activity.epoch);
    history.dead.push_back(layer.dead);
    if (traits_of(rule.activation).saturates) history.saturated.push_back(layer.saturated);
    history.sparse.push_back(layer.sparse);
    history.dormant.push_back(layer.dormant);
    history.apoz.push_back(layer.apoz);
    if (rank_rows > 0) history.effective_rank.push_back(layer.effective_rank);
    history.active_rows.push_back(activity.active_rows[l]);
    history.max_preactivation.emplace_back(activity.max_preactivation[l].begin(), activity.max_preactivation[l].end());
  }
  return history;
}

std::optional<GradientEvidence> gradient_of(const GradientStats& gradients, std::size_t l, std::size_t i) {
  if (gradients.rows() == 0) return std::nullopt;
  const auto rows = static_cast<double>(gradients.rows());
  return GradientEvidence{static_cast<double>(gradients.layers()[l].nonzero_rows[i]) / rows,
                          std::sqrt(gradients.layers()[l].square_sum[i] / rows)};
}

std::vector<UnitDiagnosis> units_of(std::size_t l, const DiagnosisInput& input, const DiagnosisOptions& options) {
  const Network<float>& network = input.network;
  const auto validation_rows = static_cast<std::int64_t>(input.validation.rows);
  const std::vector<double> outgoing_norms = column_norms(network.weights(l + 1));
  std::vector<UnitDiagnosis> units = units_by_activity(
      input.training.layers[l], static_cast<std::int64_t>(input.training.rows), network.activation(), options);
  for (std::size_t i = 0; i < units.size(); ++i) {
    UnitDiagnosis& unit = units[i];
    unit.incoming_norm = norm(network.weights(l).row(i));
    unit.outgoing_norm = outgoing_norms[i];
    unit.bias = network.bias(l)[i];
    if (input.evidence) unit.gradient = gradient_of(input.evidence->gradients, l, i);
    if (validation_rows == 0) continue;
    const std::int64_t active = input.validation.layers[l].active_rows[i];
    unit.validation = {active, static_cast<double>(active) / static_cast<double>(validation_rows),
                       upper_bound_95(active, validation_rows)};
    unit.unseen_data = unit.status == UnitStatus::dead && active > 0;
  }
  return units;
}

LayerDiagnosis layer_diagnosis(std::size_t l, const DiagnosisInput& input, const DiagnosisOptions& options) {
  LayerDiagnosis layer = layer_of("hidden_" + std::to_string(l), units_of(l, input, options));
  if (input.evidence)
    layer.history = history_of(l, *input.evidence, static_cast<std::int64_t>(input.training.rows),
                               options.status_rule(input.network.activation().kind));
  return layer;
}

/// A unit that is dead or saturated closes itself.
bool got_no_gradient(const UnitDiagnosis& unit) {
  return unit.status != UnitStatus::dead && unit.status != UnitStatus::saturated &&
         (!unit.gradient || unit.gradient->nonzero_rate == 0);
}

bool any_unit(const std::vector<LayerDiagnosis>& layers, auto&& holds) {
  return std::ranges::any_of(layers, [&](const auto& layer) { return std::ranges::any_of(layer.units, holds); });
}

/// A unit that fires and got no gradient is blocked, unless a path is open to it: then it came back too late to learn,
/// or there was nothing left to learn. paths: null if not all rows could be followed; then only what the weights say.
void set_blocks(const GradientPaths* paths, std::vector<LayerDiagnosis>& layers) {
  for (std::size_t l = 0; l < layers.size(); ++l) {
    for (std::size_t i = 0; i < layers[l].units.size(); ++i) {
      UnitDiagnosis& unit = layers[l].units[i];
      const bool is_open = paths != nullptr ? paths->rows()[l][i] > 0 : unit.outgoing_norm > 0;
      if (!got_no_gradient(unit) || is_open) continue;
      unit.gradient_block = unit.outgoing_norm == 0 ? GradientBlock::outgoing_weights : GradientBlock::downstream;
      ++layers[l].gradient_blocked;
    }
  }
}

void set_ranks(ActivationGram& grams, ThreadPool& pool, std::vector<LayerDiagnosis>& layers) {
  pool.parallel_for(layers.size(), [&](std::size_t l, unsigned /*worker*/) {
    const std::optional<std::vector<double>> sigma = singular_values(grams.take(l));
    if (!sigma) return;
    layers[l].effective_rank = effective_rank(*sigma);
    layers[l].srank = srank(*sigma);
  });
}

/// One pass over the rows for all that the units' diagnosis still needs, and what follows from it.
class FinalPass {
 public:
  FinalPass(const DiagnosisInput& input, const DiagnosisOptions& options, ThreadPool& pool,
            const std::function<void(std::string_view)>& stage, std::vector<LayerDiagnosis>& layers)
      : m_input(input), m_options(options), m_pool(pool), m_stage(stage), m_layers(layers), m_dead(layers.size()) {
    for (std::size_t l = 0; l < layers.size(); ++l)
      for (std::size_t i = 0; i < layers[l].units.size(); ++i)
        if (layers[l].units[i].status == UnitStatus::dead) m_dead[l].push_back(i);
    m_proves = options.prove == ProofMode::box && traits_of(input.network.activation().kind).is_piecewise_linear;
    m_any_dead = std::ranges::any_of(layers, [](const LayerDiagnosis& layer) { return layer.dead > 0; });
  }

  void run() {
    const Network<float>& network = m_input.network;
    const std::size_t rows = m_input.rows.rows();
    if (m_input.has_all_rows() && any_unit(m_layers, got_no_gradient)) m_paths.emplace(network);
    if (m_proves || m_any_dead) m_range = m_input.range.value_or(InputRange(network.input_count()));
    if (m_proves) m_closest.emplace(network, m_dead);
    if (m_any_dead && m_input.evidence)
      if (auto drifted = drifted_parameters(network, m_input.evidence->drift))
        m_drifted.emplace(network, std::move(*drifted));
    const std::size_t rank_rows = m_options.rank == RankMode::full ? rows : rank_sample_size(network, rows);
    if (m_options.rank != RankMode::none) {
      m_stage("rank");
      if (rank_rows < rows)
        m_sample.emplace(rank_rows, rows);
      else
        m_grams.emplace(network, EvenRows{rows, rows});
    }
    run_probes(network, m_input.rows, m_pool, m_paths, m_range, m_closest, m_drifted, m_grams, m_sample);
    rank();
    set_blocks(m_paths ? &*m_paths : nullptr, m_layers);
    if (m_any_dead && m_input.evidence) recover(*m_input.evidence);
    if (m_proves) prove_units();
  }

 private:
  void rank() {
    if (m_sample) {
      MemoryRows rows(m_sample->rows());
      m_grams.emplace(m_input.network, EvenRows{rows.rows(), rows.rows()});
      run_probes(m_input.network, rows, m_pool, m_grams);
    }
    if (m_grams && (m_sample || !m_input.has_all_rows()))
      for (LayerDiagnosis& layer : m_layers)
        layer.rank_rows = static_cast<std::int64_t>(m_sample ? m_sample->rows().rows() : m_input.rows.rows());
    if (m_grams) set_ranks(*m_grams, m_pool, m_layers);
  }

  void recover(const TrainingEvidence& evidence) {
    std::vector<std::vector<float>> greatest, drifted;
    for (const ActivationStats& stats : m_input.training.layers) greatest.push_back(stats.max_preactivation);
    if (m_drifted) drifted = m_drifted->greatest();
    const auto verdicts =
        recoveries_of(m_input.network, {evidence.drift, evidence.continuation, greatest, drifted, *m_range});
    const Optimizer* const optimizer = evidence.continuation.optimizer;
    for (std::size_t l = 0; l < m_layers.size(); ++l) {
      for (const std::size_t i : m_dead[l]) {
        UnitDiagnosis& unit = m_layers[l].units[i];
        unit.recovery = verdicts[l][i].recovery;
        unit.recovery_reason = verdicts[l][i].reason;
        if (optimizer != nullptr) unit.recovery_share = recovery_share(verdicts[l][i], optimizer->options().kind);
      }
    }
  }

  void prove_units() {
    m_stage("proof");
    const InputBox box = box_of(*m_range, m_input.encoding, m_options.box_margin);
    std::vector<std::vector<UnitProof>> proofs = prove(m_input.network, box, m_dead, *m_closest);
    for (std::size_t l = 0; l < m_layers.size(); ++l)
      for (std::size_t i = 0; i < proofs[l].size(); ++i) m_layers[l].units[i].proof = std::move(proofs[l][i]);
  }

  const DiagnosisInput& m_input;
  const DiagnosisOptions& m_options;
  ThreadPool& m_pool;
  const std::function<void(std::string_view)>& m_stage;
  std::vector<LayerDiagnosis>& m_layers;
  std::vector<std::vector<std::size_t>> m_dead;  // per layer
  bool m_any_dead, m_proves;
  std::optional<GradientPaths> m_paths;
  std::optional<InputRange> m_range;
  std::optional<ClosestRows> m_closest;
  std::optional<MaxPreactivation> m_drifted;
  std::optional<ActivationGram> m_grams;
  std::optional<RowSample> m_sample;
};

}  // namespace

std::size_t rank_sample_size(const Network<float>& network, std::size_t rows, double budget) {
  constexpr double k_eigenvalue_work = 8;  // per n³, as slow as they come
  const auto fits = [&](std::size_t count) {
    double work = 0;
    for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
      const auto n = static_cast<double>(count), units = static_cast<double>(network.layers()[l].units());
      const double side = std::min(n, units);
      work += n * units * side + k_eigenvalue_work * side * side * side;
    }
    return work <= budget;
  };
  std::size_t fitting = 1, too_many = rows + 1;
  while (too_many - fitting > 1) {
    const std::size_t middle = (fitting + too_many) / 2;
    (fits(middle) ? fitting : too_many) = middle;
  }
  return fitting;
}

std::vector<LayerDiagnosis> diagnose(const DiagnosisInput& input, const DiagnosisOptions& options, ThreadPool& pool,
                                     const std::function<void(std::string_view)>& stage) {
  std::vector<LayerDiagnosis> layers;
  for (std::size_t l = 0; l < input.network.hidden_layer_count(); ++l)
    layers.push_back(layer_diagnosis(l, input, options));
  if (input.evidence && traits_of(input.network.activation().kind).can_die) {
    std::vector<std::vector<Lifecycle>> lives = lifecycles_of(input.evidence->history);
    for (std::size_t l = 0; l < layers.size(); ++l)
      for (std::size_t i = 0; i < layers[l].units.size(); ++i) layers[l].units[i].life = std::move(lives[l][i]);
  }
  const std::function<void(std::string_view)> silent = [](std::string_view) {};
  FinalPass(input, options, pool, stage ? stage : silent, layers).run();
  return layers;
}

}  // namespace reluscope
