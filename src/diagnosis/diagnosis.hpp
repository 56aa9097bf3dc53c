#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data/samples.hpp"
#include "diagnosis/lifecycle.hpp"
#include "diagnosis/proof/proof.hpp"
#include "diagnosis/recovery.hpp"
#include "diagnosis/unit_status.hpp"
#include "model/network.hpp"
#include "stats/activity_tracker.hpp"
#include "support/names.hpp"
#include "train/zero_gradient_drift.hpp"

namespace reluscope {

struct DiagnosisOptions {
  double sparse_below = 0.01;
  double dormant_tau = 0.025;
  double box_margin = 0;  // how much wider the box of the proofs is, on each side, as a share of each range
};

/// A unit on the validation rows.
struct HeldOutActivity {
  std::int64_t active_rows = 0;
  double activation_rate = 0;
  double activation_rate_upper95 = 0;  // the rate is lower, with 95 % confidence
};

/// What gradient a unit got in the training steps of the last epoch: ∂L_j/∂z_ij, L_j the loss of row j.
struct GradientEvidence {
  double nonzero_rate = 0;  // the share of rows on which it is not 0
  double rms = 0;           // √ of its mean square over the rows
};

/// Why no gradient reaches a unit that fires.
enum class GradientBlock {
  outgoing_weights,  // the next layer gives it no weight
  downstream,        // on every row on which it fires, no unit after it lets a gradient through
};
template <>
inline constexpr auto k_words<GradientBlock> = std::to_array<Word<GradientBlock>>(
    {{GradientBlock::outgoing_weights, "outgoing_weights"}, {GradientBlock::downstream, "downstream"}});

/// One hidden unit, as the report shows it. Rates, means and maxima are over all training rows, of the final network.
struct UnitDiagnosis {
  UnitStatus status = UnitStatus::active;
  std::int64_t active_rows = 0;
  double activation_rate = 0;
  double mean_activation = 0;
  double max_preactivation = 0;
  double dormancy = 0;
  bool dormant = false;
  std::optional<double> lifetime_sparsity;
  double incoming_norm = 0;  // L2, of the weights, without the bias
  double outgoing_norm = 0;  // L2, of the weights that the next layer gives it
  double bias = 0;
  std::optional<GradientEvidence> gradient;  // none where there was no training step
  std::optional<GradientBlock> gradient_block;
  Lifecycle life;
  std::optional<Recovery> recovery;  // of a dead unit
  bool unseen_data = false;          // dead, yet active on validation rows
  std::optional<HeldOutActivity> validation;
  UnitProof proof;
};

/// Over the tracked epochs; all lists have the length of `epoch`, or none if they were not kept.
struct LayerHistory {
  std::vector<int> epoch;
  std::vector<std::int64_t> dead;
  std::vector<std::int64_t> sparse;
  std::vector<double> apoz;
  std::vector<std::vector<std::int64_t>> active_rows;  // [epoch][unit]

  bool empty() const { return epoch.empty(); }
};

/// One hidden layer.
struct LayerDiagnosis {
  std::string name;
  std::int64_t dead = 0;
  std::int64_t sparse = 0;
  std::int64_t always_active = 0;
  std::int64_t dormant = 0;
  std::int64_t gradient_blocked = 0;
  double apoz = 0;             // mean over the units of 1 − activation_rate (Hu et al. 2016)
  double mean_activation = 0;  // mean over the units
  std::optional<double> effective_rank;
  std::optional<std::int64_t> srank;
  LayerHistory history;
  std::vector<UnitDiagnosis> units;

  bool is_dead() const { return dead == static_cast<std::int64_t>(units.size()); }
  /// A count of its units as a fraction of them.
  double fraction(std::int64_t count) const { return static_cast<double>(count) / static_cast<double>(units.size()); }
};

/// What the tracker saw, in the terms of the report. samples: the training rows that it watched, encoded by `encoding`;
/// network: the final one; coasting: where the optimizer would take it without gradients.
std::vector<LayerDiagnosis> diagnose(const Network<float>& network, const Samples& samples, const Encoding& encoding,
                                     const ActivityTracker& tracker, const ZeroGradientDrift& coasting,
                                     const DiagnosisOptions& options, ThreadPool& pool);

}  // namespace reluscope
