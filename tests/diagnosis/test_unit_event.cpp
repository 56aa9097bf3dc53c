#include <doctest/doctest.h>

#include "diagnosis/lifecycle.hpp"
#include "diagnosis/unit_event.hpp"

using namespace reluscope;

TEST_SUITE("unit event") {

namespace {

/// active_rows: [epoch][layer][unit]. The change of a unit's mean pre-activation is the epoch.
std::vector<EpochActivity> history(const std::vector<std::vector<std::vector<std::int64_t>>>& active_rows,
                                   int every = 1) {
  std::vector<EpochActivity> all;
  for (const auto& layers : active_rows) {
    EpochActivity activity{.epoch = every * static_cast<int>(all.size()), .active_rows = layers};
    for (std::size_t l = 0; !all.empty() && l < layers.size(); ++l)
      for (std::size_t i = 0; i < layers[l].size(); ++i)
        if ((layers[l][i] > 0) != (all.back().active_rows[l][i] > 0)) {
          LivenessChange change{.layer = l, .unit = i, .change = {}};
          change.change.total = change.change.weights = activity.epoch;
          activity.switches.push_back(change);
        }
    all.push_back(activity);
  }
  return all;
}

std::string text_of(const UnitEvent& event) {
  return std::to_string(event.epoch) + ": layer " + std::to_string(event.layer) + " unit " +
         std::to_string(event.unit) + " " + std::string(name_of(event.type)) +
         (event.cause ? ", " + std::string(name_of(event.cause->dominant)) : "") +
         (event.cause && event.cause->autopsy ? ", step " + std::to_string(event.cause->autopsy->step) : "");
}

std::vector<std::string> texts_of(const std::vector<UnitEvent>& events) {
  std::vector<std::string> texts;
  for (const UnitEvent& event : events) texts.push_back(text_of(event));
  return texts;
}

}  // namespace

TEST_CASE("events come by epoch, then by layer, then by unit, with their causes and autopsies") {
  const auto activity = history({{{0, 5, 0}, {3, 0}}, {{1, 0, 0}, {0, 0}}, {{0, 0, 2}, {4, 0}}}, 3);
  std::vector<DeathReport> deaths(2);
  deaths[0] = {.found_epoch = 3, .id = {1, 0}, .autopsy = {}};
  deaths[0].autopsy.step = 17;
  deaths[1] = {.found_epoch = 6, .id = {0, 0}, .autopsy = {}};
  deaths[1].autopsy.step = 4;
  CHECK(texts_of(unit_events(activity, deaths)) ==
        std::vector<std::string>{"0: layer 0 unit 0 born_dead", "0: layer 0 unit 2 born_dead",
                                 "0: layer 1 unit 1 born_dead", "3: layer 0 unit 0 revived, weights",
                                 "3: layer 0 unit 1 died, weights", "3: layer 1 unit 0 died, weights, step 17",
                                 "6: layer 0 unit 0 died, weights, step 4", "6: layer 0 unit 2 revived, weights",
                                 "6: layer 1 unit 0 revived, weights"});
}

TEST_CASE("without deaths and revivals there are no events") {
  CHECK(unit_events(history({{{1, 2}}, {{2, 1}}}), {}).empty());
}

TEST_CASE("in every history the events are those of the lives") {
  for (unsigned pattern = 0; pattern < 64; ++pattern) {  // of six epochs
    std::vector<std::vector<std::vector<std::int64_t>>> active_rows;
    for (unsigned epoch = 0; epoch < 6; ++epoch) active_rows.push_back({{(pattern >> epoch) & 1U}});
    const auto activity = history(active_rows);
    const Lifecycle life = lifecycles_of(activity)[0][0];
    int born_dead = 0, died = 0, revived = 0;
    for (const UnitEvent& event : unit_events(activity, {})) {
      born_dead += event.type == EventType::born_dead;
      died += event.type == EventType::died;
      revived += event.type == EventType::revived;
      CHECK(event.cause.has_value() == (event.type != EventType::born_dead));
      if (event.cause) CHECK(event.cause->change.total == event.epoch);
    }
    CHECK(born_dead == static_cast<int>(life.born_dead()));
    CHECK(died == life.deaths());
    CHECK(revived == life.revivals());
  }
}

}  // TEST_SUITE("unit event")
