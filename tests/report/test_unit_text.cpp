#include <array>
#include <doctest/doctest.h>

#include "report/unit_text.hpp"

using namespace reluscope;

TEST_SUITE("texts about a unit") {

namespace {

UnitDiagnosis dead_unit(std::vector<DeadSpell> spells) {
  UnitDiagnosis unit;
  unit.status = UnitStatus::dead;
  unit.life.dead_spells = std::move(spells);
  unit.recovery = Recovery::none;
  return unit;
}

Autopsy autopsy_with(double share, double other_share) {
  Autopsy autopsy{.epoch = 3, .step = 37};
  autopsy.rows = {{{.line = 1204, .target = {}, .feature = "fare\n", .deviations = 9.74}, share},
                  {{.line = 7, .target = {}, .feature = "", .deviations = 0}, other_share}};
  return autopsy;
}

}  // namespace

TEST_CASE("the outlook of a dead unit names what may bring it back") {
  UnitDiagnosis unit = dead_unit({{.from = 2, .to = 9}});
  CHECK(outlook_of(unit) == "for good");
  unit.recovery_share = 0.1667;
  const std::array<std::pair<Recovery, std::string>, 3> others = {{{Recovery::upstream, "layers below"},
                                                                   {Recovery::gradient, "gradient at 0"},
                                                                   {Recovery::recycling, "recycling"}}};
  for (const auto& pair : others) {
    unit.recovery = pair.first;
    CHECK(outlook_of(unit) == "may revive (" + pair.second + ", 16.7 %)");
  }
  unit.recovery = Recovery::optimizer;
  CHECK(outlook_of(unit) == "may revive (optimizer state, 16.7 %)");
  unit.recovery_share = std::nullopt;
  const std::array<std::pair<RecoveryReason, std::string>, 6> reasons = {
      {{RecoveryReason::momentum, "momentum"},
       {RecoveryReason::moments, "Adam's moments"},
       {RecoveryReason::decay, "weight decay"},
       {RecoveryReason::decay_rounding, "rounding"},
       {RecoveryReason::decay_underflow, "underflow"},
       {RecoveryReason::layers_below, "weights below"}}};
  for (const auto& pair : reasons) {
    unit.recovery_reason = pair.first;
    CHECK(outlook_of(unit) == "may revive (" + pair.second + ")");
  }
  CHECK(outlook_of(UnitDiagnosis()).empty());
}

TEST_CASE("the past of a unit") {
  CHECK(past_of({{{.from = 0, .to = 9}}}) == "born dead");
  CHECK(past_of({{{.from = 0, .to = 2, .revived_at = 3}}}) == "born dead, back since epoch 3");
  CHECK(past_of({{{.from = 4, .to = 9}}}) == "died in epoch 4");
  CHECK(past_of({{{.from = 0, .to = 2, .revived_at = 3}, {.from = 5, .to = 9}}}) == "born dead, died in epoch 5");
  CHECK(past_of({{{.from = 1, .to = 2, .revived_at = 3}, {.from = 7, .to = 8, .revived_at = 9}}}) ==
        "died 2 times, last in epoch 7, back since epoch 9");
}

TEST_CASE("the worst units: dead before back, for good before others, by deaths, then by how long") {
  const auto with = [](UnitDiagnosis unit, Recovery recovery) {
    unit.recovery = recovery;
    return unit;
  };
  LayerDiagnosis first, second;
  first.units = {UnitDiagnosis(),                                                            // never dead: left out
                 dead_unit({{.from = 1, .to = 8, .revived_at = 9}}),                         // back
                 with(dead_unit({{.from = 8, .to = 9}}), Recovery::upstream),                // dead, may revive
                 dead_unit({{.from = 7, .to = 9}}),                                          // 3 epochs
                 dead_unit({{.from = 1, .to = 1, .revived_at = 2}, {.from = 9, .to = 9}}),   // died twice
                 dead_unit({{.from = 0, .to = 1, .revived_at = 2}, {.from = 8, .to = 9}})};  // once: 4 epochs
  second.units = {dead_unit({{.from = 7, .to = 9}}), dead_unit({{.from = 6, .to = 9}})};     // 3 and 4 epochs
  const std::vector<UnitId> worst = worst_first({first, second});
  std::vector<std::size_t> order;
  for (const UnitId id : worst) order.push_back(10 * id.layer + id.unit);
  CHECK(order == std::vector<std::size_t>{4, 5, 11, 3, 10, 2, 1});
}

TEST_CASE("the death of a unit names its step, and the row if one did it") {
  CHECK(death_of(autopsy_with(0.83, 0.1)) ==
        "killed in epoch 3, step 37, by line 1204 (83 % of the step's effect; fare  is 9.74 σ out)");
  CHECK(death_of(autopsy_with(0.5, 0.1)).find(", by line 1204 (50 %") != std::string::npos);
  CHECK(death_of(autopsy_with(0.4999, 0.1)).find(", most by line 1204 (50 %") != std::string::npos);
  CHECK(death_of(autopsy_with(0.01, 0)).find(", most by line 1204 (1 %") != std::string::npos);
  CHECK(death_of(autopsy_with(0.00999, 0)) == "killed in epoch 3, step 37");
  Autopsy autopsy = autopsy_with(0.3, 0);
  autopsy.rows.erase(autopsy.rows.begin());
  autopsy.rows[0].share = 0.25;
  CHECK(death_of(autopsy) == "killed in epoch 3, step 37, most by line 7 (25 % of the step's effect)");
  autopsy.rows.clear();
  autopsy.ranked_by = RankedBy::inputs;
  CHECK(death_of(autopsy) == "killed in epoch 3, step 37, through the layers below");
  autopsy.state_leads = true;
  autopsy.ranked_by = RankedBy::own;
  CHECK(death_of(autopsy) == "killed in epoch 3, step 37, by the optimizer state");
}

TEST_CASE("why a unit died is its last death, with or without an autopsy") {
  const auto death = [](int epoch, std::size_t unit, Blame blame) {
    return UnitEvent{.epoch = epoch, .layer = 1, .unit = unit, .type = EventType::died, .cause = Cause{{}, blame, {}}};
  };
  std::vector<UnitEvent> events = {death(1, 2, Blame::bias), death(2, 3, Blame::weights), death(3, 2, Blame::inputs)};
  CHECK(why_it_died(events, {1, 2}) == "the layers below");
  CHECK(why_it_died(events, {1, 3}) == "its weights");
  CHECK(why_it_died(events, {0, 2}) == "–");
  CHECK(why_it_died({events[0]}, {1, 2}) == "its bias");
  events.push_back(death(5, 2, Blame::bias));
  events.back().type = EventType::revived;
  CHECK(why_it_died(events, {1, 2}) == "the layers below");
  events[2].cause->autopsy = Autopsy{.epoch = 3, .step = 9};
  CHECK(why_it_died(events, {1, 2}) == "killed in epoch 3, step 9");
}

TEST_CASE("for which inputs a unit is known to be dead") {
  UnitDiagnosis unit = dead_unit({});
  CHECK(dead_inputs_of(unit) == "the training rows");
  unit.unseen_data = true;
  CHECK(dead_inputs_of(unit) == "the training rows, not those held out");
  unit.proof.emplace();
  CHECK(dead_inputs_of(unit) == "the training rows, not those held out");
  unit.proof->verdict = ProofStatus::proven_inactive;
  CHECK(dead_inputs_of(unit) == "every input in range");
  unit.status = UnitStatus::sparse;
  CHECK(dead_inputs_of(unit).empty());
}

}  // TEST_SUITE("texts about a unit")
