#include <doctest/doctest.h>

#include "diagnosis/lifecycle.hpp"

using namespace reluscope;

TEST_SUITE("lifecycle") {

namespace {

/// One layer; a row of active rows for each tracked epoch. `every`: between two tracked epochs.
std::vector<EpochActivity> history(const std::vector<std::vector<std::int64_t>>& epochs, int every = 1) {
  std::vector<EpochActivity> all;
  for (const auto& active_rows : epochs)
    all.push_back({.epoch = every * static_cast<int>(all.size()), .active_rows = {active_rows}});
  return all;
}

/// Of a single unit.
Lifecycle life(const std::vector<std::int64_t>& active_rows, int every = 1) {
  std::vector<std::vector<std::int64_t>> epochs;
  for (const std::int64_t active : active_rows) epochs.push_back({active});
  return lifecycles_of(history(epochs, every)).at(0).at(0);
}

}  // namespace

TEST_CASE("a unit that fires at every epoch has no history") {
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

TEST_CASE("a unit that is dead at every epoch was born dead and never came back") {
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

TEST_CASE("a unit may die in the last epoch") {
  const Lifecycle unit = life({4, 4, 0});
  REQUIRE(unit.dead_spells.size() == 1);
  CHECK(unit.dead_spells[0].from == 2);
  CHECK(unit.dead_spells[0].to == 2);
  CHECK(unit.is_dead());
  CHECK(unit.died_epoch().value() == 2);
}

TEST_CASE("the epochs of a life are the tracked ones") {
  const Lifecycle unit = life({4, 0, 0, 9, 0}, 3);
  REQUIRE(unit.dead_spells.size() == 2);
  CHECK(unit.dead_spells[0].from == 3);
  CHECK(unit.dead_spells[0].to == 6);
  CHECK(unit.dead_spells[0].revived_at.value() == 9);
  CHECK(unit.died_epoch().value() == 12);
}

TEST_CASE("in every history dead = born dead + deaths − revivals") {
  for (unsigned pattern = 0; pattern < 64; ++pattern) {  // of six epochs
    std::vector<std::int64_t> active_rows;
    for (unsigned epoch = 0; epoch < 6; ++epoch) active_rows.push_back((pattern >> epoch) & 1U);
    const Lifecycle unit = life(active_rows);
    CHECK(unit.is_dead() == (active_rows.back() == 0));
    CHECK(static_cast<int>(unit.is_dead()) == static_cast<int>(unit.born_dead()) + unit.deaths() - unit.revivals());
  }
}

}  // TEST_SUITE("lifecycle")
