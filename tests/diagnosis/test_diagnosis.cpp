#include <algorithm>
#include <doctest/doctest.h>

#include "diagnosis/diagnosis.hpp"

using namespace reluscope;

namespace {

/// One input, three hidden units, one output; looked at on x = −1, 1, 2, 3 with the target 0.
/// z of the units: x, so active on 3 of 4 rows; −x − 2, never positive; x + 5, always positive.
struct Case {
  Case() : network({1, 3, 1}, Relu<float>()) {
    for (std::size_t i = 0; i < 3; ++i) network.weights(0).row(i)[0] = std::array{1.0F, -1.0F, 1.0F}[i];
    for (std::size_t i = 0; i < 3; ++i) network.bias(0)[i] = std::array{0.0F, -2.0F, 5.0F}[i];
    for (std::size_t i = 0; i < 3; ++i) network.weights(1).row(0)[i] = std::array{2.0F, -7.0F, 0.0F}[i];
    for (std::size_t j = 0; j < 4; ++j) inputs(j, 0) = std::array{-1.0F, 1.0F, 2.0F, 3.0F}[j];
  }
  std::vector<LayerDiagnosis> diagnosis() {
    const Samples samples{inputs, {}, values};
    ActivityTracker tracker(samples, samples.slice(0, 2), {.every = 1, .last_epoch = 1});
    tracker.epoch_ended(0, network);
    network.bias(0)[0] = -2.5F;  // after epoch 1 the first unit fires on x = 3 alone, with ½
    tracker.epoch_ended(1, network);
    tracker.training_ended(1, network);
    return diagnose(network, samples, tracker, {.sparse_below = 0.25});
  }

  Network<float> network;
  Matrix<float> inputs = Matrix<float>::from_shape({4, 1});
  std::vector<float> values = {0, 0, 0, 0};
};

}  // namespace

TEST_CASE("a layer is diagnosed as one would by hand") {
  const std::vector<LayerDiagnosis> layers = Case().diagnosis();
  REQUIRE(layers.size() == 1);
  const LayerDiagnosis& layer = layers.front();
  CHECK(layer.dead == 1);
  CHECK(layer.sparse == 1);
  CHECK(layer.always_active == 1);
  CHECK(layer.apoz == doctest::Approx((0.75 + 1 + 0) / 3));
  CHECK(layer.mean_activation == doctest::Approx((0.125 + 0 + 6.25) / 3));
  CHECK(layer.history.dead == std::vector<std::int64_t>{1, 1});
  CHECK(layer.history.sparse == std::vector<std::int64_t>{0, 1});
  CHECK(layer.history.active_rows == std::vector<std::vector<std::int64_t>>{{3, 0, 4}, {1, 0, 4}});
}

TEST_CASE("each unit is diagnosed as one would by hand") {
  const std::vector<UnitDiagnosis> units = Case().diagnosis().front().units;
  CHECK(units[0].status == UnitStatus::sparse);
  CHECK(units[0].active_rows == 1);
  CHECK(units[0].mean_activation == doctest::Approx(0.125));
  CHECK(units[0].max_preactivation == 0.5);
  CHECK(units[0].lifetime_sparsity.value() == doctest::Approx(1));
  CHECK(units[0].validation->active_rows == 0);
  CHECK_FALSE(units[0].born_dead);

  CHECK(units[1].status == UnitStatus::dead);
  CHECK(units[1].max_preactivation == -1);  // at x = −1
  CHECK(units[1].born_dead);
  CHECK(units[1].dormant);
  CHECK(units[1].dormancy == 0);
  CHECK(units[1].incoming_norm == 1);
  CHECK(units[1].outgoing_norm == 7);
  CHECK(units[1].bias == -2);

  CHECK(units[2].status == UnitStatus::always_active);
  CHECK(units[2].dormancy == doctest::Approx(6.25 / (6.375 / 3)));
  CHECK(units[2].validation->activation_rate == 1);
}

TEST_CASE("a layer that is dead as a whole has no effective rank, and srank 0") {
  Case c;
  std::ranges::fill(c.network.parameters(), -1.0F);  // every weight and bias, and no input is below −1
  const LayerDiagnosis layer = c.diagnosis().front();
  CHECK(layer.dead == 3);
  CHECK_FALSE(layer.effective_rank.has_value());
  CHECK(*layer.srank == 0);
}
