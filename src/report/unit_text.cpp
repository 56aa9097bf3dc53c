#include "report/unit_text.hpp"

#include <algorithm>
#include <tuple>

#include "support/text.hpp"

namespace reluscope {
namespace {

int epochs_dead(const Lifecycle& life) {
  int epochs = 0;
  for (const DeadSpell& spell : life.dead_spells) epochs += spell.to - spell.from + 1;
  return epochs;
}

/// The least is the worst.
auto rank_of(const UnitDiagnosis& unit) {
  return std::tuple(!unit.life.is_dead(), unit.recovery != Recovery::none, -unit.life.deaths(),
                    -epochs_dead(unit.life));
}

/// What may bring it back.
std::string_view mover_of(const UnitDiagnosis& unit) {
  if (unit.recovery == Recovery::upstream) return "layers below";
  if (unit.recovery == Recovery::gradient) return "gradient at 0";
  if (unit.recovery == Recovery::recycling) return "recycling";
  if (!unit.recovery_reason) return "optimizer state";  // an older report
  switch (*unit.recovery_reason) {
    case RecoveryReason::momentum:
      return "momentum";
    case RecoveryReason::moments:
      return "Adam's moments";
    case RecoveryReason::decay:
      return "weight decay";
    case RecoveryReason::decay_rounding:
      return "rounding";
    case RecoveryReason::decay_underflow:
      return "underflow";
    case RecoveryReason::layers_below:
      return "weights below";
  }
  return "";
}

}  // namespace

std::vector<UnitId> worst_first(const std::vector<LayerDiagnosis>& layers) {
  std::vector<UnitId> worst;
  for (std::size_t l = 0; l < layers.size(); ++l)
    for (std::size_t i = 0; i < layers[l].units.size(); ++i)
      if (!layers[l].units[i].life.dead_spells.empty()) worst.push_back({l, i});
  std::ranges::stable_sort(worst, {}, [&](UnitId id) { return rank_of(layers[id.layer].units[id.unit]); });
  return worst;
}

std::string past_of(const Lifecycle& life) {
  std::string text = life.born_dead() ? "born dead" : "";
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (life.deaths() == 1) add("died in epoch " + std::to_string(*life.died_epoch()));
  if (life.deaths() > 1)
    add("died " + std::to_string(life.deaths()) + " times, last in epoch " + std::to_string(*life.died_epoch()));
  if (!life.is_dead()) add("back since epoch " + std::to_string(*life.dead_spells.back().revived_at));
  return text;
}

std::string outlook_of(const UnitDiagnosis& unit) {
  if (!unit.recovery) return "";
  if (*unit.recovery == Recovery::none) return "for good";
  const std::string share = unit.recovery_share ? ", " + percent(*unit.recovery_share) : "";
  return "may revive (" + std::string(mover_of(unit)) + share + ")";
}

const Cause* last_death(const std::vector<UnitEvent>& events, UnitId id) {
  const Cause* last = nullptr;
  for (const UnitEvent& event : events)
    if (event.layer == id.layer && event.unit == id.unit && event.type == EventType::died && event.cause)
      last = &*event.cause;
  return last;
}

std::string death_of(const Autopsy& autopsy) {
  std::string text = "killed in epoch " + std::to_string(autopsy.epoch) + ", step " + std::to_string(autopsy.step);
  if (autopsy.ranked_by == RankedBy::inputs) text += ", through the layers below";
  if (autopsy.state_leads) return text + ", by the optimizer state";
  if (autopsy.rows.empty()) return text;
  const auto& [row, share] = autopsy.rows.front();
  constexpr double k_worth_saying = 0.01;
  if (share < k_worth_saying) return text;
  text += std::string(share >= 0.5 ? ", by line " : ", most by line ") + std::to_string(row.line) + " (" +
          percent(share) + " of the step's effect";
  if (!row.feature.empty()) text += "; " + one_line(row.feature) + " is " + to_significant(row.deviations) + " σ out";
  return text + ")";
}

std::string dead_inputs_of(const UnitDiagnosis& unit) {
  if (unit.status != UnitStatus::dead) return "";
  if (unit.proof && unit.proof->verdict == ProofStatus::proven_inactive) return "every input in range";
  return unit.unseen_data ? "the training rows, not those held out" : "the training rows";
}

std::string why_it_died(const std::vector<UnitEvent>& events, UnitId id) {
  const Cause* death = last_death(events, id);
  if (death == nullptr) return "–";
  if (death->autopsy) return death_of(*death->autopsy);
  switch (death->dominant) {
    case Blame::bias:
      return "its bias";
    case Blame::weights:
      return "its weights";
    case Blame::inputs:
      return "the layers below";
  }
  return "";
}

}  // namespace reluscope
