#include <cmath>
#include <doctest/doctest.h>
#include <limits>

#include "stats/given_activations.hpp"

using namespace reluscope;

TEST_SUITE("given activations") {

namespace {

constexpr float k_greatest = std::numeric_limits<float>::max();

Activation of(ActivationKind kind) {
  Activation f;
  f.kind = kind;
  return f;
}

}  // namespace

TEST_CASE("the range of a function is that of its definition") {
  const struct {
    ActivationKind kind;
    float lowest, highest;
  } ranges[] = {{ActivationKind::relu, 0, k_greatest},
                {ActivationKind::leaky_relu, -k_greatest, k_greatest},
                {ActivationKind::elu, -1, k_greatest},
                {ActivationKind::gelu, -k_greatest, k_greatest},
                {ActivationKind::silu, -k_greatest, k_greatest},
                {ActivationKind::tanh, -1, 1},
                {ActivationKind::sigmoid, 0, 1}};
  for (const auto& range : ranges) {
    CAPTURE(text_of(of(range.kind)));
    CHECK(range_of(of(range.kind)).lowest == range.lowest);
    CHECK(range_of(of(range.kind)).highest == range.highest);
  }
}

TEST_CASE("activations alone tell what of a unit is counted, but not of gelu and silu") {
  for (const ActivationKind kind : {ActivationKind::relu, ActivationKind::leaky_relu, ActivationKind::elu,
                                    ActivationKind::tanh, ActivationKind::sigmoid})
    CHECK(tells_activity(of(kind)));
  CHECK_FALSE(tells_activity(of(ActivationKind::gelu)));
  CHECK_FALSE(tells_activity(of(ActivationKind::silu)));
}

TEST_CASE("sums are those of the values, and a unit is active where z > 0") {
  // two units on three rows; half is what sigmoid gives at z = 0
  std::vector<float> h = {0.25F, 0.0F, 0.75F, 0.0F, 0.5F, 1.0F};
  for (const ActivationKind kind : {ActivationKind::relu, ActivationKind::leaky_relu, ActivationKind::elu,
                                    ActivationKind::tanh, ActivationKind::sigmoid}) {
    CAPTURE(text_of(of(kind)));
    ActivationStats stats(2);
    std::vector<float> values = h;
    accumulate_activations({values.data(), 3, 2}, of(kind), stats);
    const bool is_sigmoid = kind == ActivationKind::sigmoid;
    CHECK(stats.active_rows == (is_sigmoid ? std::vector<std::int64_t>{1, 1} : std::vector<std::int64_t>{3, 1}));
    CHECK(stats.activation_sum == std::vector<double>{1.5, 1});
    CHECK(stats.absolute_sum == std::vector<double>{1.5, 1});
    CHECK(stats.square_sum == std::vector<double>{0.875, 1});
    CHECK(stats.max_preactivation == std::vector<float>{0.75F, 1.0F});
  }
}

TEST_CASE("of values below 0 the absolute ones are added up apart") {
  ActivationStats stats(1);
  std::vector<float> h = {-0.5F, 0.25F, -0.25F};
  accumulate_activations({h.data(), 3, 1}, of(ActivationKind::tanh), stats);
  CHECK(stats.activation_sum[0] == -0.5);
  CHECK(stats.absolute_sum[0] == 1);
  CHECK(stats.square_sum[0] == 0.375);
  CHECK(stats.active_rows[0] == 1);
  CHECK(stats.max_preactivation[0] == 0.25F);
  // 1 − h² is greatest where |h| is least
  CHECK(stats.max_derivative[0] == doctest::Approx(0.9375));
}

TEST_CASE("the derivative of a sigmoid is h (1 - h)") {
  ActivationStats stats(1);
  std::vector<float> h = {0.875F, 0.25F, 0.0F};
  accumulate_activations({h.data(), 3, 1}, of(ActivationKind::sigmoid), stats);
  CHECK(stats.max_derivative[0] == doctest::Approx(0.1875));
}

TEST_CASE("rows are added to those before") {
  ActivationStats stats(1);
  std::vector<float> first = {0.5F}, second = {0.25F, 0};
  accumulate_activations({first.data(), 1, 1}, of(ActivationKind::tanh), stats);
  accumulate_activations({second.data(), 2, 1}, of(ActivationKind::tanh), stats);
  CHECK(stats.active_rows[0] == 2);
  CHECK(stats.activation_sum[0] == 0.75);
  CHECK(stats.max_preactivation[0] == 0.5F);
}

TEST_CASE("the greatest pre-activation is kept only where the activations tell it") {
  for (const ActivationKind kind : {ActivationKind::relu, ActivationKind::leaky_relu, ActivationKind::elu}) {
    ActivationStats stats(3);
    stats.max_preactivation = {2, 0, -1};
    forget_unknown_preactivations(of(kind), stats);
    CHECK(stats.max_preactivation[0] == 2);
    CHECK(std::isnan(stats.max_preactivation[1]));
    CHECK(std::isnan(stats.max_preactivation[2]));
  }
  for (const ActivationKind kind : {ActivationKind::tanh, ActivationKind::sigmoid}) {
    ActivationStats stats(1);
    stats.max_preactivation = {0.5F};
    forget_unknown_preactivations(of(kind), stats);
    CHECK(std::isnan(stats.max_preactivation[0]));
  }
}

}  // TEST_SUITE("given activations")
