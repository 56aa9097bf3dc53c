#include <doctest/doctest.h>
#include <limits>
#include <random>

#include "linalg/matrix.hpp"
#include "model/activation_layer.hpp"
#include "stats/activation_stats.hpp"

using namespace reluscope;

TEST_SUITE("activation stats") {

namespace {

Matrix<float> random_products(std::size_t rows, std::size_t units) {
  std::mt19937 engine(static_cast<unsigned>(rows * 1000 + units));
  std::normal_distribution<float> normal(-0.3F);
  Matrix<float> z = Matrix<float>::from_shape({rows, units});
  for (float& x : z) x = normal(engine);
  return z;
}

/// One unit, without a bias.
ActivationStats tally_of(std::vector<float> z) {
  ActivationStats tally(1);
  tally.activate_and_accumulate({z.data(), z.size(), 1}, std::vector<float>{0}, {});
  return tally;
}

}  // namespace

TEST_CASE("a tally equals one that is taken value by value in double, and leaves ReLU's activations behind") {
  for (const auto& [rows, units] :
       {std::pair<std::size_t, std::size_t>{1, 1}, {5, 3}, {64, 64}, {65, 65}, {70, 53}, {300, 200}, {1000, 7}}) {
    std::vector<float> bias(units);
    for (std::size_t i = 0; i < units; ++i) bias[i] = 0.125F * static_cast<float>(i % 5);
    Matrix<float> zh = random_products(rows, units);
    Matrix<float> z = zh;
    for (std::size_t j = 0; j < rows; ++j)
      for (std::size_t i = 0; i < units; ++i) z(j, i) += bias[i];
    ActivationStats tally(units);
    tally.activate_and_accumulate(zh, bias, {});
    for (std::size_t i = 0; i < units; ++i) {
      std::int64_t active = 0;
      double sum = 0, square_sum = 0;
      float max = z(0, i);
      for (std::size_t j = 0; j < rows; ++j) {
        const double h = std::max(0.0F, z(j, i));
        active += z(j, i) > 0;
        sum += h;
        square_sum += h * h;
        max = std::max(max, z(j, i));
      }
      CHECK(tally.active_rows[i] == active);
      CHECK(tally.max_preactivation[i] == max);
      CHECK(tally.activation_sum[i] == doctest::Approx(sum).epsilon(2e-6));
      CHECK(tally.square_sum[i] == doctest::Approx(square_sum).epsilon(4e-6));
    }
    ActivationLayer<float>().forward({z.data(), z.size()}, {z.data(), z.size()});
    CHECK(std::equal(z.begin(), z.end(), zh.begin(),
                     [](float a, float b) { return a == b && std::signbit(a) == std::signbit(b); }));
  }
}

TEST_CASE("with every activation a tally equals one that is taken value by value") {
  for (const Word<ActivationKind>& entry : k_words<ActivationKind>) {
    CAPTURE(entry.word);
    const Activation activation{.kind = entry.value};
    const ActivationTraits traits = traits_of(entry.value);
    const ActivationLayer<float> layer(activation);
    for (const auto& [rows, units] : {std::pair<std::size_t, std::size_t>{1, 1}, {65, 65}, {300, 53}}) {
      const std::vector<float> bias(units, 0.25F);
      Matrix<float> zh = random_products(rows, units), z = zh, h = zh;
      for (float& value : z) value += 0.25F;
      layer.forward({z.data(), z.size()}, {h.data(), h.size()});
      Matrix<float> slopes = z;
      slopes.fill(1);
      const Matrix<float>& kept = traits.keeps_z ? z : h;
      layer.backward_in_place({kept.data(), kept.size()}, {slopes.data(), slopes.size()});
      ActivationStats tally(units);
      tally.activate_and_accumulate(zh, bias, activation);
      CHECK(std::ranges::equal(zh, h));
      for (std::size_t i = 0; i < units; ++i) {
        std::int64_t active = 0;
        double sum = 0, absolute_sum = 0, square_sum = 0;
        float max_slope = 0;
        for (std::size_t j = 0; j < rows; ++j) {
          active += z(j, i) > 0;
          sum += h(j, i);
          absolute_sum += std::abs(h(j, i));
          square_sum += static_cast<double>(h(j, i)) * h(j, i);
          max_slope = std::max(max_slope, std::abs(slopes(j, i)));
        }
        CHECK(tally.active_rows[i] == active);
        CHECK(std::abs(tally.activation_sum[i] - sum) <= 4e-6 * absolute_sum);
        CHECK(tally.absolute_sum[i] == doctest::Approx(absolute_sum).epsilon(2e-6));
        CHECK(tally.square_sum[i] == doctest::Approx(square_sum).epsilon(4e-6));
        CHECK(tally.max_derivative[i] == (traits.saturates ? max_slope : 0));
      }
    }
  }
}

TEST_CASE("a pre-activation of exactly zero is inactive, of either sign") {
  CHECK(tally_of({0.0F, -0.0F, std::numeric_limits<float>::denorm_min()}).active_rows[0] == 1);
}

TEST_CASE("a unit that never fires has the greatest of its negative pre-activations") {
  const ActivationStats tally = tally_of({-3, -2});
  CHECK(tally.active_rows[0] == 0);
  CHECK(tally.activation_sum[0] == 0);
  CHECK(tally.max_preactivation[0] == -2);
}

TEST_CASE("activations whose sum leaves the range of float are summed in double") {
  const ActivationStats tally = tally_of(std::vector<float>(8, 1e38F));
  CHECK(tally.activation_sum[0] == doctest::Approx(8e38));
  CHECK(tally.square_sum[0] == doctest::Approx(8e76));

  const std::size_t units = 53;  // two vectors, one, and a part of one
  for (std::size_t large = 0; large < units; ++large) {
    std::vector<float> zh(8 * units, 1.0F);
    for (std::size_t j = 0; j < 8; ++j) zh[j * units + large] = 1e38F;
    ActivationStats layer(units);
    layer.activate_and_accumulate({zh.data(), 8, units}, std::vector<float>(units), {});
    for (std::size_t i = 0; i < units; ++i) CHECK(layer.activation_sum[i] == doctest::Approx(i == large ? 8e38 : 8.0));
  }
}

TEST_CASE("what is not a number counts as no activation, and stays beside its own unit") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const ActivationStats tally = tally_of({2, nan, 3, -1});
  CHECK(tally.active_rows[0] == 2);
  CHECK(tally.activation_sum[0] == 5);
  CHECK(tally.square_sum[0] == 13);
  CHECK(tally.max_preactivation[0] == 3);

  std::vector<float> zh(4 * 40, 1.0F);
  zh[40 + 7] = nan;
  ActivationStats layer(40);
  layer.activate_and_accumulate({zh.data(), 4, 40}, std::vector<float>(40), {});
  for (std::size_t i = 0; i < 40; ++i) CHECK(layer.square_sum[i] == (i == 7 ? 3 : 4));
}

TEST_CASE("merged tallies of two halves are the tally of the whole, and a cleared one is as new") {
  Matrix<float> z = random_products(128, 10), halves = z;
  const std::vector<float> bias(10, 0.5F);
  const auto half = [&](std::size_t first_row) { return MatrixView<float>(halves).rows(first_row, 64); };
  ActivationStats whole(10), first(10), second(10);
  whole.activate_and_accumulate(z, bias, {});
  Matrix<float> others = random_products(30, 10);
  second.activate_and_accumulate(others, bias, {});
  second.clear();
  first.activate_and_accumulate(half(0), bias, {});
  second.activate_and_accumulate(half(64), bias, {});
  first.merge(second);
  CHECK(first.active_rows == whole.active_rows);
  CHECK(first.activation_sum == whole.activation_sum);
  CHECK(first.square_sum == whole.square_sum);
  CHECK(first.max_preactivation == whole.max_preactivation);
}

}  // TEST_SUITE("activation stats")
