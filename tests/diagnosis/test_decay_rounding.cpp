#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>

#include "diagnosis/recovery.hpp"
#include "stats/max_preactivation.hpp"
#include "support/random.hpp"

using namespace reluscope;

TEST_SUITE("decay and rounding") {

namespace {

/// A network whose output layer is 0, so that nothing has a gradient, and the rows that it is evaluated on.
struct Still {
  Still(const std::vector<std::size_t>& widths, std::size_t rows, const OptimizerOptions& options)
      : network(widths, Activation()),
        optimizer(options, network.parameters().size()),
        inputs(Matrix<float>::from_shape({rows, widths.front()})) {}

  std::vector<std::vector<float>> greatest(std::span<const float> parameters) const {
    Network<float> then = network;
    std::ranges::copy(parameters, then.parameters().begin());
    std::optional<MaxPreactivation> probe(std::in_place, then,
                                          AlignedVector<float>(parameters.begin(), parameters.end()));
    MemoryRows rows(inputs);
    ThreadPool pool;
    run_probes(then, rows, pool, probe);
    return probe->greatest();
  }

  std::vector<std::vector<RecoveryVerdict>> verdicts(std::int64_t steps) const {
    const double rate = optimizer.options().learning_rate;
    const ZeroGradientDrift drift = zero_gradient_drift(optimizer, network.parameters(), rate);
    const auto drifted = drifted_parameters(network, drift);
    const auto drifted_z = drifted ? greatest(*drifted) : std::vector<std::vector<float>>();
    InputRange range(network.input_count());
    range.add(inputs);
    return recoveries_of(
        network, {drift, Continuation{&optimizer, rate, steps}, greatest(network.parameters()), drifted_z, range});
  }

  /// The first step after which a unit fires on some row; 0 if none of so many does.
  std::int64_t first_firing(std::int64_t steps, std::size_t layer, std::size_t unit) const {
    Optimizer continued = optimizer;
    AlignedVector<float> parameters(network.parameters().begin(), network.parameters().end());
    const AlignedVector<float> no_gradient(parameters.size());
    for (std::int64_t t = 1; t <= steps; ++t) {
      continued.step(parameters, no_gradient, optimizer.options().learning_rate);
      if (greatest(parameters)[layer][unit] > 0) return t;
    }
    return 0;
  }

  Network<float> network;
  Optimizer optimizer;
  Matrix<float> inputs;
};

/// One unit on one input up to `top`.
Still one_unit(float weight, float bias, float top, const OptimizerOptions& options) {
  Still still({1, 1, 1}, 2, options);
  still.network.weights(0).row(0)[0] = weight;
  still.network.bias(0)[0] = bias;
  still.inputs(0, 0) = top;
  still.inputs(1, 0) = 0;
  return still;
}

RecoveryVerdict verdict(const Still& still, std::int64_t steps) { return still.verdicts(steps)[0][0]; }

constexpr RecoveryVerdict k_none{Recovery::none, std::nullopt};
constexpr RecoveryVerdict k_rounding{Recovery::optimizer, RecoveryReason::decay_rounding};
constexpr RecoveryVerdict k_underflow{Recovery::optimizer, RecoveryReason::decay_underflow};

}  // namespace

TEST_CASE("rounding shrinks a bias of -1.945 by a unit in its last place and a weight of 1.05 not at all") {
  // lr · decay · w is 5.25e-8 and 9.7e-8, half a unit in the last place of a float from 1 to 2 is 5.96e-8
  const OptimizerOptions options{.kind = OptimizerKind::sgd, .learning_rate = 1e-3, .weight_decay = 5e-5};
  const Still near = one_unit(1.05F, -1.945F, 1.85F, options);  // z = −0.0025
  const std::int64_t firing = near.first_firing(40'000, 0, 0);
  CHECK(firing > 15'000);
  CHECK(firing < 30'000);
  CHECK(verdict(near, 40'000) == k_rounding);
  CHECK(verdict(near, firing) == k_rounding);
  CHECK(verdict(near, 5'000) == k_none);  // it does not fire so soon, and that is shown
  CHECK(verdict(one_unit(1.05F, -1.945F, 1.65F, options), 600'000) == k_none);  // z = −0.21
}

TEST_CASE("AdamW's decay takes a unit to where floats run out, and there it is not shown to stay dead") {
  const OptimizerOptions options{.kind = OptimizerKind::adamw, .learning_rate = 0.2, .weight_decay = 0.01};
  const Still still = one_unit(1, -3, 1, options);  // −2 · 0.998ᵗ
  CHECK(verdict(still, 10'000) == k_none);          // 4e-9
  // 1e-34: what is below the range of floats in the first moment may move it by up to 2e-36 in each step
  CHECK(verdict(still, 39'300) == k_underflow);
  CHECK(verdict(still, 60'000) == k_underflow);  // 1e-52
}

TEST_CASE("of optimizers whose rounding is not worked out, only steps that are simulated show that it stays dead") {
  for (const OptimizerKind kind : {OptimizerKind::momentum, OptimizerKind::nesterov}) {
    const OptimizerOptions options{.kind = kind, .learning_rate = 1e-4, .momentum = 0.9, .weight_decay = 5e-5};
    const Still near = one_unit(1.05F, -1.945F, 1.85F, options);
    CHECK(verdict(near, 1'000'000'000) == k_rounding);
  }
}

TEST_CASE("where no term is positive on any row, decay changes no sign, and floats may run out") {
  const OptimizerOptions options{.kind = OptimizerKind::sgd, .learning_rate = 0.2, .weight_decay = 0.01};
  CHECK(verdict(one_unit(-1, -3, 1, options), 60'000) == k_none);
  CHECK(verdict(one_unit(-1, 0, 1, options), 60'000) == k_none);
  CHECK(verdict(one_unit(1, -3, -1, options), 60'000) == k_none);
  CHECK(verdict(one_unit(0, -3, 1, options), 60'000) == k_none);
  CHECK(verdict(one_unit(1, -3, 1, options), 60'000) == k_underflow);
}

TEST_CASE("a unit of the second layer whose bias is not positive is bounded alike") {
  for (const double decay : {0.001, 0.5}) {
    CAPTURE(decay);
    Still still({1, 1, 2, 1}, 1, {.kind = OptimizerKind::sgd, .learning_rate = 0.1, .weight_decay = decay});
    still.inputs(0, 0) = 1;
    still.network.weights(0).row(0)[0] = 1;
    for (std::size_t i = 0; i < 2; ++i) still.network.weights(1).row(i)[0] = i == 0 ? 1.0F : -1.0F;
    still.network.bias(1)[0] = -2;
    const auto verdicts = still.verdicts(3000);
    CHECK(verdicts[1][0] == (decay < 0.1 ? k_none : k_underflow));
    // no term is positive; but what makes the unit beside it fire lets the layer below learn
    CHECK(verdicts[1][1].recovery == (decay < 0.1 ? Recovery::none : Recovery::upstream));
    still.network.bias(1)[0] = -1 - 1e-6F;
    CHECK(still.verdicts(3000)[1][0].reason == RecoveryReason::decay_rounding);
  }
}

TEST_CASE("the bound on a unit of the second layer counts its weights, its bias and the layer below") {
  // In 3,000 steps rounding moves a float by up to θ = (1 + 1.01 · 2⁻²⁴ · 1.0002)³⁰⁰² − 1 = 1.8078e-4 of itself. Of z =
  // w·h + b with w = h = 1 and b next to −1 that is θ of w·h, θ of b, and θ of h: 5.43e-4 with the errors of the sums.
  Still still({1, 1, 1, 1}, 1, {.kind = OptimizerKind::sgd, .learning_rate = 0.1, .weight_decay = 0.001});
  still.inputs(0, 0) = 1;
  still.network.weights(0).row(0)[0] = still.network.weights(1).row(0)[0] = 1;
  still.network.bias(1)[0] = -1 - 5.35e-4F;
  CHECK(still.verdicts(3000)[1][0] == k_rounding);
  still.network.bias(1)[0] = -1 - 5.5e-4F;
  CHECK(still.verdicts(3000)[1][0] == k_none);
}

TEST_CASE("a last trace of a gradient in any unit below, too small to move anything, leaves no sign for certain") {
  const OptimizerOptions options{.kind = OptimizerKind::adamw, .learning_rate = 0.2, .weight_decay = 0.01};
  for (const std::size_t traced : {0, 2}) {
    Still still({1, 3, 1, 1}, 1, options);
    still.inputs(0, 0) = 1;
    for (std::size_t i = 0; i < 3; ++i) still.network.weights(0).row(i)[0] = 1;
    for (float& w : still.network.weights(1).row(0)) w = -1;
    still.network.bias(1)[0] = -1;
    CHECK(still.verdicts(60'000)[1][0] == k_none);
    AlignedVector<float> gradient(still.network.parameters().size());
    const std::span<float> of_first = still.network.of_layer(0, std::span<float>(gradient));
    still.network.layers()[0].weights(of_first).row(traced)[0] = 1e-35F;
    still.optimizer.step(still.network.parameters(), gradient, options.learning_rate);
    CHECK(still.verdicts(60'000)[1][0] == k_underflow);
  }
}

TEST_CASE("none comes true in floats, whatever decays them, and is not withheld where it could be said") {
  constexpr OptimizerOptions k_runs[] = {
      {.kind = OptimizerKind::sgd, .learning_rate = 1e-3, .weight_decay = 5e-5},
      {.kind = OptimizerKind::sgd, .learning_rate = 0.1, .weight_decay = 0.3},
      {.kind = OptimizerKind::momentum, .learning_rate = 0.02, .weight_decay = 0.05},
      {.kind = OptimizerKind::nesterov, .learning_rate = 0.02, .weight_decay = 0.05},
      {.kind = OptimizerKind::adamw, .learning_rate = 0.05, .weight_decay = 0.01},
      {.kind = OptimizerKind::adamw, .learning_rate = 0.3, .weight_decay = 0.1},
  };
  constexpr std::int64_t k_steps = 4000;
  constexpr std::size_t k_inputs = 3, k_units = 40;
  int none = 0, optimizer = 0, revived = 0;
  for (const OptimizerOptions& options : k_runs) {
    CAPTURE(static_cast<int>(options.kind));
    CAPTURE(options.learning_rate);
    Still still({k_inputs, k_units, 1}, 8, options);
    Random random(5, RandomStream::check);
    for (float& x : still.inputs) x = static_cast<float>(random.normal());
    for (std::size_t i = 0; i < k_units; ++i) {
      for (float& w : still.network.weights(0).row(i)) w = static_cast<float>(random.normal());
      still.network.bias(0)[i] = 0;
    }
    // every unit is dead, some by little, and some are being pushed up or down
    for (std::size_t i = 0; i < k_units; ++i) {
      const float z = still.greatest(still.network.parameters())[0][i];
      still.network.bias(0)[i] = -z - static_cast<float>(std::pow(10, -static_cast<double>(i % 8)));
    }
    AlignedVector<float> gradient(still.network.parameters().size());
    for (std::size_t i = 0; i < k_units; i += 3) {
      const auto weights = still.network.layers()[0].weights(still.network.of_layer(0, std::span<float>(gradient)));
      for (float& g : weights.row(i)) g = static_cast<float>(0.01 * random.normal());
    }
    still.optimizer.step(still.network.parameters(), gradient, options.learning_rate);

    const auto before = still.greatest(still.network.parameters())[0];
    const auto verdicts = still.verdicts(k_steps)[0];
    Optimizer continued = still.optimizer;
    AlignedVector<float> parameters(still.network.parameters().begin(), still.network.parameters().end());
    std::ranges::fill(gradient, 0.0F);
    std::vector<bool> fired(k_units);
    for (std::int64_t t = 1; t <= k_steps; ++t) {
      continued.step(parameters, gradient, options.learning_rate);
      const auto now = still.greatest(parameters)[0];
      for (std::size_t i = 0; i < k_units; ++i) fired[i] = fired[i] || now[i] > 0;
    }
    for (std::size_t i = 0; i < k_units; ++i) {
      if (before[i] > 0) continue;
      CAPTURE(i);
      CAPTURE(before[i]);
      if (verdicts[i].recovery == Recovery::none) CHECK_FALSE(fired[i]);
      (verdicts[i].recovery == Recovery::none ? none : optimizer) += 1;
      revived += fired[i];
    }
  }
  CHECK(none > 100);
  CHECK(revived > 5);
  CHECK(optimizer < 120);
}

}  // TEST_SUITE("decay and rounding")
