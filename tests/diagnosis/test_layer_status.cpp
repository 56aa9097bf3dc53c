#include <doctest/doctest.h>

#include "diagnosis/layer_status.hpp"

using namespace reluscope;

TEST_SUITE("layer status") {

TEST_CASE("the units of a layer are counted by their status, and APoZ is the mean share of inactive rows") {
  const EpochActivity epoch{.active_rows = {{}, {0, 1, 2, 50, 100}}, .absolute_sum = {{}, {0, 1, 2, 50, 100}}};
  const LayerStatus layer = layer_status(epoch, 1, 100, {});
  CHECK(layer.dead == 1);
  CHECK(layer.sparse == 1);
  CHECK(layer.saturated == 0);
  CHECK_FALSE(layer.effective_rank.has_value());
  CHECK(layer.apoz == doctest::Approx((1 + 0.99 + 0.98 + 0.5 + 0) / 5));
}

TEST_CASE("dormant units are counted by their share of the layer's mean activation, tau included") {
  // the mean is 25, so the scores are 0, 0.04, 1 and 2.96
  const EpochActivity epoch{.active_rows = {{0, 1, 50, 100}}, .absolute_sum = {{0, 100, 2500, 7400}}};
  CHECK(layer_status(epoch, 0, 100, {.dormant_tau = 0.025}).dormant == 1);
  CHECK(layer_status(epoch, 0, 100, {.dormant_tau = 0.04}).dormant == 2);
  CHECK(layer_status(epoch, 0, 100, {.dormant_tau = 1}).dormant == 3);
}

TEST_CASE("the effective rank of a layer is that of its singular values, and none if all are 0") {
  const EpochActivity epoch{
      .active_rows = {{1, 1}, {1, 1}}, .absolute_sum = {{1, 1}, {0, 0}}, .singular_values = {{3, 3}, {0, 0}}};
  CHECK(layer_status(epoch, 0, 100, {}).effective_rank.value() == doctest::Approx(2));
  CHECK_FALSE(layer_status(epoch, 1, 100, {}).effective_rank.has_value());
}

TEST_CASE("saturated units are counted by their greatest derivative") {
  const EpochActivity epoch{
      .active_rows = {{0, 40, 100}}, .absolute_sum = {{1, 1, 1}}, .max_derivative = {{0.0F, 0.0025F, 0.003F}}};
  const LayerStatus layer = layer_status(epoch, 0, 100, {.activation = ActivationKind::sigmoid});
  CHECK(layer.dead == 0);
  CHECK(layer.saturated == 2);
  CHECK(layer.sparse == 0);
}

}  // TEST_SUITE("layer status")
