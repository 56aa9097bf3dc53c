#include <doctest/doctest.h>

#include "diagnosis/layer_status.hpp"

using namespace reluscope;

TEST_SUITE("layer status") {

TEST_CASE("the units of a layer are counted by their status, and APoZ is the mean share of inactive rows") {
  const std::vector<std::int64_t> active_rows = {0, 1, 2, 50, 100};
  const LayerStatus layer = layer_status(active_rows, 100, 0.01);
  CHECK(layer.dead == 1);
  CHECK(layer.sparse == 1);
  CHECK(layer.apoz == doctest::Approx((1 + 0.99 + 0.98 + 0.5 + 0) / 5));
}

}  // TEST_SUITE("layer status")
