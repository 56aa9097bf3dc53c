#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "data/encoding.hpp"
#include "data/row_source.hpp"
#include "data/samples.hpp"
#include "diagnosis/lifecycle.hpp"
#include "diagnosis/proof/proof.hpp"
#include "diagnosis/recovery.hpp"
#include "diagnosis/unit_status.hpp"
#include "model/network.hpp"
#include "stats/activity_tracker.hpp"
#include "stats/input_range.hpp"
#include "support/names.hpp"
#include "train/zero_gradient_drift.hpp"

namespace reluscope {

/// Of which epochs the effective rank is worked out, and on how many rows.
enum class RankMode {
  every,  // as last, and of every tracked epoch, each on as many rows as a smaller amount of work allows
  last,   // of the final network, on all rows, or as many as a fixed amount of work allows, evenly spaced
  full,   // of the final network, on all rows
  none,   // of none
};

template <>
inline constexpr auto k_words<RankMode> = std::to_array<Word<RankMode>>(
    {{RankMode::every, "every"}, {RankMode::last, "last"}, {RankMode::full, "full"}, {RankMode::none, "none"}});

enum class ProofMode { box, none };
template <>
inline constexpr auto k_words<ProofMode> = std::to_array<Word<ProofMode>>({{ProofMode::box, "box"},
                                                                           {ProofMode::none, "none"}});

struct DiagnosisOptions {
  double sparse_below = 0.01;
  double saturated_below = 0.01;
  double dormant_tau = 0.025;
  RankMode rank = RankMode::last;
  ProofMode prove = ProofMode::box;
  double box_margin = 0;  // how much wider the box of the proofs is, on each side, as a share of each range

  StatusRule status_rule(ActivationKind activation) const {
    return {activation, sparse_below, saturated_below, dormant_tau};
  }
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
  std::optional<double> max_derivative;  // the greatest |f'|, if f saturates
  double dormancy = 0;
  bool dormant = false;
  std::optional<double> lifetime_sparsity;
  double incoming_norm = 0;  // L2, of the weights, without the bias
  double outgoing_norm = 0;  // L2, of the weights that the next layer gives it
  double bias = 0;
  std::optional<GradientEvidence> gradient;  // none if there was no training step
  std::optional<GradientBlock> gradient_block;
  Lifecycle life;                                 // empty without a training run
  std::optional<Recovery> recovery;               // of a dead unit
  std::optional<RecoveryReason> recovery_reason;  // of one whose recovery is optimizer
  std::optional<double> recovery_share;           // of such units that came back; none if none can
  bool unseen_data = false;                       // dead, yet active on validation rows
  std::optional<HeldOutActivity> validation;
  std::optional<UnitProof> proof;
};

/// Over the tracked epochs; all lists have the length of `epoch`, or none if they were not kept.
struct LayerHistory {
  std::vector<int> epoch;
  std::vector<std::int64_t> dead;
  std::vector<std::int64_t> saturated;
  std::vector<std::int64_t> sparse;
  std::vector<std::int64_t> dormant;
  std::vector<double> apoz;
  std::vector<std::optional<double>> effective_rank;   // with --rank every
  std::optional<std::int64_t> rank_rows;               // of which it is, if not of all rows
  std::vector<std::vector<std::int64_t>> active_rows;  // [epoch][unit]
  std::vector<std::vector<double>> max_preactivation;  // the same

  bool empty() const { return epoch.empty(); }
};

/// One hidden layer.
struct LayerDiagnosis {
  std::string name;
  std::int64_t dead = 0;
  std::int64_t saturated = 0;
  std::int64_t sparse = 0;
  std::int64_t always_active = 0;
  std::int64_t dormant = 0;
  std::int64_t gradient_blocked = 0;
  double apoz = 0;             // mean over the units of 1 − activation_rate (Hu et al. 2016)
  double mean_activation = 0;  // mean over the units
  std::optional<double> effective_rank;
  std::optional<std::int64_t> srank;
  std::optional<std::int64_t> rank_rows;  // of which both are, if not of all rows
  LayerHistory history;                   // empty without a training run
  std::vector<UnitDiagnosis> units;

  bool is_dead() const { return dead == static_cast<std::int64_t>(units.size()); }
  bool is_saturated() const { return saturated == static_cast<std::int64_t>(units.size()); }
  /// A count of its units as a fraction of them.
  double fraction(std::int64_t count) const { return static_cast<double>(count) / static_cast<double>(units.size()); }
};

/// What a training run knows beside the final network.
struct TrainingEvidence {
  std::span<const EpochActivity> history;
  std::size_t history_rank_rows;  // of which the history has singular values; 0 if it has none
  const GradientStats& gradients;
  const ZeroGradientDrift& drift;  // where the optimizer would take the network without gradients
  Continuation continuation;       // had training gone on, for as long as a verdict on recovery is to hold
};

struct DiagnosisInput {
  const Network<float>& network;
  const Encoding& encoding;
  RowSource& rows;                     // the training rows, encoded, or some of them, evenly spaced
  const EvaluationResult& training;    // of all of them
  const EvaluationResult& validation;  // of no rows if none are held out
  std::optional<TrainingEvidence> evidence;
  std::optional<InputRange> range;  // of all rows, if `rows` are only some

  bool has_all_rows() const { return !range; }
};

/// The multiplications that the ranks of the final network may take, about a second, and those of a tracked epoch.
inline constexpr double k_rank_budget = 2e10, k_epoch_rank_budget = 2e9;

/// How many of the rows the ranks of the network's hidden layers are worked out on within a budget.
std::size_t rank_sample_size(const Network<float>& network, std::size_t rows, double budget = k_rank_budget);

/// Every hidden layer in the terms of the report. stage: called with the name of each part of it that may take long.
std::vector<LayerDiagnosis> diagnose(const DiagnosisInput& input, const DiagnosisOptions& options, ThreadPool& pool,
                                     const std::function<void(std::string_view)>& stage = {});

}  // namespace reluscope
