#include <doctest/doctest.h>

#include "diagnosis/layer_status.hpp"

using namespace reluscope;

TEST_CASE("a look at a layer counts its units by their status, and APoZ is the mean share of inactive rows") {
  const std::vector<std::int64_t> active_rows = {0, 1, 2, 50, 100};
  const LayerStatus look = layer_status(active_rows, 100, 0.01);
  CHECK(look.status == std::vector{UnitStatus::dead, UnitStatus::sparse, UnitStatus::active, UnitStatus::active,
                                   UnitStatus::always_active});
  CHECK(look.dead == 1);
  CHECK(look.sparse == 1);
  CHECK(look.apoz == doctest::Approx((1 + 0.99 + 0.98 + 0.5 + 0) / 5));
}
