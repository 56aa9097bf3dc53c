#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "activity/activity_tracker.hpp"
#include "diagnosis/unit_status.hpp"
#include "nn/network.hpp"
#include "nn/samples.hpp"

namespace reluscope {

struct DiagnosisOptions {
  double sparse_below = 0.01;
  double dormant_tau = 0.025;
};

/// A unit on the validation rows.
struct HeldOutActivity {
  std::int64_t active_rows = 0;
  double activation_rate = 0;
};

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
  bool born_dead = false;  // dead at epoch 0
  std::optional<HeldOutActivity> validation;
};

/// Over the tracked epochs; all lists have the length of `epoch`.
struct LayerHistory {
  std::vector<int> epoch;
  std::vector<std::int64_t> dead;
  std::vector<std::int64_t> sparse;
  std::vector<double> apoz;
  std::vector<std::vector<std::int64_t>> active_rows;  // [epoch][unit]
};

/// One hidden layer.
struct LayerDiagnosis {
  std::string name;
  std::int64_t dead = 0;
  std::int64_t sparse = 0;
  std::int64_t always_active = 0;
  std::int64_t dormant = 0;
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

/// What the tracker saw, in the terms of the report. samples: the training rows that it watched; network: the final
/// one.
std::vector<LayerDiagnosis> diagnose(const Network<float>& network, const Samples& samples,
                                     const ActivityTracker& tracker, const DiagnosisOptions& options);

}  // namespace reluscope
