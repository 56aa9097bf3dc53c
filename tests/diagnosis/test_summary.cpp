#include <doctest/doctest.h>

#include "diagnosis/summary.hpp"

using namespace reluscope;

TEST_SUITE("summary") {

TEST_CASE("the worst layer's fractions are each of their own count") {
  LayerDiagnosis wide, narrow;
  wide.units.resize(10), narrow.units.resize(4);
  wide.dead = 1, wide.sparse = 2, wide.always_active = 3, wide.dormant = 7;
  narrow.dead = 2, narrow.sparse = 0, narrow.always_active = 1, narrow.dormant = 1;
  const Summary summary(std::vector{wide, narrow});
  CHECK(summary["max_layer_dead_fraction"] == 0.5);
  CHECK(summary["max_layer_sparse_fraction"] == 0.2);
  CHECK(summary["max_layer_always_active_fraction"] == 0.3);
  CHECK(summary["max_layer_dormant_fraction"] == 0.7);
  CHECK(summary["dormant_fraction"] == doctest::Approx(8.0 / 14));
  CHECK(summary["dead_fraction"] == doctest::Approx(3.0 / 14));
}

}  // TEST_SUITE("summary")
