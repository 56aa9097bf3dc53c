#include <doctest/doctest.h>

#include "diagnosis/layer_status.hpp"

using namespace reluscope;

TEST_SUITE("layer status") {

TEST_CASE("the units of a layer are counted by their status, and APoZ is the mean share of inactive rows") {
  const EpochActivity epoch{.active_rows = {{}, {0, 1, 2, 50, 100}}};
  const LayerStatus layer = layer_status(epoch, 1, 100, {});
  CHECK(layer.dead == 1);
  CHECK(layer.sparse == 1);
  CHECK(layer.saturated == 0);
  CHECK(layer.apoz == doctest::Approx((1 + 0.99 + 0.98 + 0.5 + 0) / 5));
}

TEST_CASE("saturated units are counted by their greatest derivative") {
  const EpochActivity epoch{.active_rows = {{0, 40, 100}}, .max_derivative = {{0.0F, 0.0025F, 0.003F}}};
  const LayerStatus layer = layer_status(epoch, 0, 100, {.activation = ActivationKind::sigmoid});
  CHECK(layer.dead == 0);
  CHECK(layer.saturated == 2);
  CHECK(layer.sparse == 0);
}

}  // TEST_SUITE("layer status")
