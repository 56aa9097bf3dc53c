#include <doctest/doctest.h>
#include <span>
#include <vector>

#include "diagnosis/unit_change.hpp"

using namespace reluscope;

TEST_SUITE("unit change") {

using enum UnitStatus;

TEST_CASE("a unit died where it is dead and was not") {
  for (const UnitStatus base : {sparse, active, always_active}) CHECK(change_of(base, dead) == UnitChange::died);
}

TEST_CASE("a unit revived where it is not dead and was, even if it is sparse now") {
  for (const UnitStatus now : {sparse, active, always_active}) CHECK(change_of(dead, now) == UnitChange::revived);
}

TEST_CASE("a unit that fires became sparse, or recovered from it") {
  for (const UnitStatus other : {active, always_active}) {
    CHECK(change_of(other, sparse) == UnitChange::became_sparse);
    CHECK(change_of(sparse, other) == UnitChange::recovered);
  }
}

TEST_CASE("a unit that is as it was has not changed, and firing on all rows is no change of this kind") {
  for (const UnitStatus status : {dead, sparse, active, always_active}) CHECK_FALSE(change_of(status, status));
  CHECK_FALSE(change_of(active, always_active));
  CHECK_FALSE(change_of(always_active, active));
}

TEST_CASE("only the units of a layer that changed are listed, with what they were and are") {
  const std::vector<UnitStatus> base = {active, dead, sparse, active}, now = {active, sparse, dead, always_active};
  const std::vector<ChangedUnit> changed = changed_units(base, now);
  REQUIRE(changed.size() == 2);
  CHECK(changed[0].index == 1);
  CHECK(changed[0].change == UnitChange::revived);
  CHECK(changed[0].base == dead);
  CHECK(changed[0].now == sparse);
  CHECK(changed[1].index == 2);
  CHECK(changed[1].change == UnitChange::died);
}

TEST_CASE("only the units of the layer are looked at, whatever follows them") {
  const std::vector<UnitStatus> base = {active, active, active}, now = {active, active, dead};
  CHECK(changed_units(std::span(base).first(2), std::span(now).first(2)).empty());
}

}  // TEST_SUITE("unit change")
