#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "diagnosis/gate.hpp"
#include "run/estimate.hpp"
#include "sweep/run_record.hpp"
#include "sweep/sweep_plan.hpp"
#include "sweep/threshold.hpp"

namespace reluscope {

/// What the runs of a cell came to.
struct CellResult {
  NamedValues settings;  // the values of the axes
  std::int64_t runs = 0;
  ShareEstimate diverged, dead_unit, dead_layer, dead_network;
  MeanEstimate dead_fraction, saturated_fraction, dormant_fraction;
  std::optional<MeanEstimate> quality;            // of the runs that did not diverge
  std::optional<MeanEstimate> first_death_epoch;  // of the runs in which a unit died
};

/// From which value of an axis on units die, where the other axes have these values.
struct AxisThreshold {
  std::string axis;
  NamedValues at;
  AxisScale scale = AxisScale::lin;
  Threshold threshold;
};

struct BestCell {
  std::int64_t cell = 0;
  NamedValues settings;
};

/// What is best about a run: the greater, the better.
enum class Quality { accuracy, r2 };
template <>
inline constexpr auto k_words<Quality> = std::to_array<Word<Quality>>({{Quality::accuracy, "accuracy"},
                                                                       {Quality::r2, "r2"}});

struct SweepResult {
  Tool tool;
  SweepSetup setup;
  Quality quality = Quality::accuracy;
  std::vector<CellResult> cells;
  std::vector<AxisThreshold> thresholds;
  std::optional<BestCell> best;  // none if units die, or runs diverge, in every cell
  std::vector<GateResult> gates;
  std::vector<std::string> reasons;  // why it fails, a sentence each; empty if it passes
};

/// outcomes: of every run of the setup, in their order.
SweepResult sweep_result(const SweepSetup& setup, std::span<const RunOutcome> outcomes);

/// Sets the gates and the reasons by the rules of the setup.
void judge_rules(SweepResult& result);

/// Throws UserError if a rule's metric is none of a sweep with these axes.
void check_rules(const SweepSetup& setup);

/// The gates on the cells that a cell breaks, a sentence each.
std::vector<std::string> broken_rules(const SweepResult& result, const CellResult& cell);

std::string text_of(const Value& value);
/// "init rai, lr 0.1"; "all runs" without axes.
std::string text_of(const NamedValues& settings);

}  // namespace reluscope
