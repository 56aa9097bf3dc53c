#include <doctest/doctest.h>
#include <map>

#include "diagnosis/lifecycle.hpp"

using namespace reluscope;

namespace {

/// One layer; a row of active rows a look. `every`: epochs between looks.
std::vector<EpochActivity> history(const std::vector<std::vector<std::int64_t>>& looks, int every = 1) {
  std::vector<EpochActivity> all;
  for (const auto& active_rows : looks)
    all.push_back({.epoch = every * static_cast<int>(all.size()), .active_rows = {active_rows}});
  return all;
}

/// Of a single unit.
Lifecycle life(const std::vector<std::int64_t>& active_rows, int every = 1) {
  std::vector<std::vector<std::int64_t>> looks;
  for (const std::int64_t active : active_rows) looks.push_back({active});
  return lifecycles_of(history(looks, every)).at(0).at(0);
}

}  // namespace

TEST_CASE("a unit that fires at every look has no history") {
  const Lifecycle unit = life({3, 1, 7});
  CHECK(unit.dead_spells.empty());
  CHECK_FALSE(unit.born_dead());
  CHECK_FALSE(unit.is_dead());
  CHECK(unit.deaths() == 0);
  CHECK(unit.revivals() == 0);
  CHECK_FALSE(unit.died_epoch().has_value());
}

TEST_CASE("a unit that is born dead and comes back has not died") {
  const Lifecycle unit = life({0, 0, 2, 5});
  REQUIRE(unit.dead_spells.size() == 1);
  CHECK(unit.dead_spells[0].from == 0);
  CHECK(unit.dead_spells[0].to == 1);
  CHECK(unit.dead_spells[0].revived_at.value() == 2);
  CHECK(unit.born_dead());
  CHECK_FALSE(unit.is_dead());
  CHECK(unit.deaths() == 0);
  CHECK(unit.revivals() == 1);
  CHECK_FALSE(unit.died_epoch().has_value());
}

TEST_CASE("a unit that is dead at every look was born dead and never came back") {
  const Lifecycle unit = life({0, 0, 0});
  REQUIRE(unit.dead_spells.size() == 1);
  CHECK(unit.dead_spells[0].to == 2);
  CHECK_FALSE(unit.dead_spells[0].revived_at.has_value());
  CHECK(unit.born_dead());
  CHECK(unit.is_dead());
  CHECK(unit.deaths() == 0);
  CHECK(unit.revivals() == 0);
  CHECK_FALSE(unit.died_epoch().has_value());
}

TEST_CASE("a unit that dies twice has two spells, and the epoch of its death is the last one's") {
  const Lifecycle unit = life({4, 0, 0, 1, 0, 0});
  REQUIRE(unit.dead_spells.size() == 2);
  CHECK(unit.dead_spells[0].from == 1);
  CHECK(unit.dead_spells[0].to == 2);
  CHECK(unit.dead_spells[0].revived_at.value() == 3);
  CHECK(unit.dead_spells[1].from == 4);
  CHECK(unit.dead_spells[1].to == 5);
  CHECK_FALSE(unit.dead_spells[1].revived_at.has_value());
  CHECK_FALSE(unit.born_dead());
  CHECK(unit.is_dead());
  CHECK(unit.deaths() == 2);
  CHECK(unit.revivals() == 1);
  CHECK(unit.died_epoch().value() == 4);
}

TEST_CASE("a unit may be born dead, come back, die and come back again") {
  const Lifecycle unit = life({0, 1, 0, 1});
  CHECK(unit.born_dead());
  CHECK_FALSE(unit.is_dead());
  CHECK(unit.deaths() == 1);
  CHECK(unit.revivals() == 2);
  CHECK(unit.died_epoch().value() == 2);
}

TEST_CASE("a unit may die in the last look") {
  const Lifecycle unit = life({4, 4, 0});
  REQUIRE(unit.dead_spells.size() == 1);
  CHECK(unit.dead_spells[0].from == 2);
  CHECK(unit.dead_spells[0].to == 2);
  CHECK(unit.is_dead());
  CHECK(unit.died_epoch().value() == 2);
}

TEST_CASE("the epochs of a life are those that were looked at") {
  const Lifecycle unit = life({4, 0, 0, 9, 0}, 3);
  REQUIRE(unit.dead_spells.size() == 2);
  CHECK(unit.dead_spells[0].from == 3);
  CHECK(unit.dead_spells[0].to == 6);
  CHECK(unit.dead_spells[0].revived_at.value() == 9);
  CHECK(unit.died_epoch().value() == 12);
}

TEST_CASE("events come by epoch, then by layer, then by unit") {
  std::vector<EpochActivity> looks = history({{0, 5, 0}, {1, 0, 0}, {0, 0, 2}}, 3);
  looks[0].active_rows.push_back({3, 0});
  looks[1].active_rows.push_back({0, 0});
  looks[2].active_rows.push_back({4, 0});
  using enum EventType;
  CHECK(events_of(lifecycles_of(looks)) == std::vector<Event>{{0, 0, 0, born_dead},
                                                              {0, 0, 2, born_dead},
                                                              {0, 1, 1, born_dead},
                                                              {3, 0, 0, revived},
                                                              {3, 0, 1, died},
                                                              {3, 1, 0, died},
                                                              {6, 0, 0, died},
                                                              {6, 0, 2, revived},
                                                              {6, 1, 0, revived}});
}

TEST_CASE("where nothing happens there are no events") {
  CHECK(events_of(lifecycles_of(history({{1, 2}, {2, 1}}))).empty());
  CHECK(lifecycles_of(history({{1, 2}})).at(0).size() == 2);
}

TEST_CASE("in every history the events add up, and dead = born dead + deaths − revivals") {
  for (unsigned pattern = 0; pattern < 64; ++pattern) {  // of six looks
    std::vector<std::int64_t> active_rows;
    for (unsigned look = 0; look < 6; ++look) active_rows.push_back((pattern >> look) & 1U);
    const Lifecycle unit = life(active_rows);
    CHECK(unit.is_dead() == (active_rows.back() == 0));
    CHECK(static_cast<int>(unit.is_dead()) == static_cast<int>(unit.born_dead()) + unit.deaths() - unit.revivals());

    std::map<EventType, int> count;
    const std::vector<std::vector<Lifecycle>> layers = {{unit}};
    for (const Event& event : events_of(layers)) {
      ++count[event.type];
      CHECK((active_rows.at(static_cast<std::size_t>(event.epoch)) > 0) == (event.type == EventType::revived));
    }
    CHECK(count[EventType::born_dead] == static_cast<int>(unit.born_dead()));
    CHECK(count[EventType::died] == unit.deaths());
    CHECK(count[EventType::revived] == unit.revivals());
  }
}

TEST_CASE("the names of events are those of the report") {
  CHECK(name_of(EventType::born_dead) == "born_dead");
  CHECK(name_of(EventType::died) == "died");
  CHECK(name_of(EventType::revived) == "revived");
}
