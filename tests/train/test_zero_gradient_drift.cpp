#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <string>

#include "support/random.hpp"
#include "train/zero_gradient_drift.hpp"

using namespace reluscope;

TEST_SUITE("zero gradient drift") {

namespace {

constexpr std::size_t k_count = 20;
constexpr OptimizerKind k_all_kinds[] = {OptimizerKind::sgd,     OptimizerKind::momentum, OptimizerKind::nesterov,
                                         OptimizerKind::rmsprop, OptimizerKind::adam,     OptimizerKind::adamw};

bool keeps_momentum(OptimizerKind kind) { return kind != OptimizerKind::sgd && kind != OptimizerKind::rmsprop; }

/// Parameters and an optimizer that has taken steps on random gradients. Parameter 0 never gets one.
struct Run {
  Run(const OptimizerOptions& options, int steps, double gradient_size = 0.1)
      : optimizer(options, k_count), parameters(k_count), gradient(k_count), rate(options.learning_rate) {
    Random random(3, RandomStream::check);
    for (float& w : parameters) w = static_cast<float>(0.1 * random.normal());
    parameters[0] = 1;
    for (int t = 0; t < steps; ++t) {
      for (std::size_t k = 1; k < k_count; ++k) gradient[k] = static_cast<float>(gradient_size * random.normal());
      optimizer.step(parameters, gradient, rate);
    }
    std::ranges::fill(gradient, 0.0F);
  }
  ZeroGradientDrift drift() const { return zero_gradient_drift(optimizer, parameters, rate); }
  void step_without_gradient(int steps) {
    for (int t = 0; t < steps; ++t) optimizer.step(parameters, gradient, rate);
  }

  Optimizer optimizer;
  AlignedVector<float> parameters, gradient;
  double rate;
};

/// Whether a parameter of 1 changes its sign, decayed by the real optimizer.
bool swings(const OptimizerOptions& options) {
  Optimizer optimizer(options, 1);
  float w = 1;
  const float gradient = 0;
  for (int t = 0; t < 5000 && w > 1e-30F; ++t) optimizer.step({&w, 1}, {&gradient, 1}, options.learning_rate);
  return w < 0;
}

ZeroGradientDrift after_a_gradient(const OptimizerOptions& options, std::vector<float> parameters,
                                   const std::vector<float>& gradient) {
  Optimizer optimizer(options, parameters.size());
  optimizer.step(parameters, gradient, options.learning_rate);
  return zero_gradient_drift(optimizer, parameters, options.learning_rate);
}

}  // namespace

TEST_CASE("without decay the optimizer ends as the drift says") {
  for (const OptimizerKind kind : k_all_kinds) {
    for (const int steps : {1, 3, 30, 3000}) {
      CAPTURE(static_cast<int>(kind));
      CAPTURE(steps);
      Run run({.kind = kind, .learning_rate = 0.02}, steps);
      const ZeroGradientDrift drift = run.drift();
      const AlignedVector<float> start = run.parameters;
      CHECK(drift.is_linear);
      CHECK_FALSE(drift.decays);
      CHECK_FALSE(drift.flips);
      CHECK(drift.moves() == keeps_momentum(kind));
      REQUIRE(drift.direction.size() == (keeps_momentum(kind) ? k_count : 0));
      run.step_without_gradient(1000);
      if (!keeps_momentum(kind)) CHECK(run.parameters == start);
      for (std::size_t k = 0; k < drift.direction.size(); ++k) {
        CAPTURE(k);
        const double travel = drift.reach * drift.direction[k];
        CHECK((travel == 0) == (k == 0));
        CHECK(std::abs(run.parameters[k] - (start[k] + travel)) <= 1e-4 * std::abs(travel) + 1e-6);
        CHECK(drift.moved(start[k], k) == doctest::Approx(start[k] + travel));
      }
    }
  }
}

TEST_CASE("with decay the optimizer ends in the direction that the drift says, however small") {
  for (const OptimizerKind kind :
       {OptimizerKind::sgd, OptimizerKind::momentum, OptimizerKind::nesterov, OptimizerKind::adamw}) {
    for (const double decay : {0.001, 0.02}) {  // 0.0026 / rate is where momentum begins to swing
      for (const int steps : {1, 3, 30, 300}) {
        CAPTURE(static_cast<int>(kind));
        CAPTURE(decay);
        CAPTURE(steps);
        Run run({.kind = kind, .learning_rate = 0.05, .weight_decay = decay}, steps);
        const ZeroGradientDrift drift = run.drift();
        CHECK(drift.is_linear);
        CHECK(drift.decays);
        CHECK_FALSE(drift.flips);
        REQUIRE(drift.direction.size() == (keeps_momentum(kind) ? k_count : 0));
        std::vector<double> limit;  // of w / kept
        for (std::size_t k = 0; k < k_count; ++k)
          limit.push_back(run.parameters[k] + (keeps_momentum(kind) ? drift.reach * drift.direction[k] : 0));
        run.step_without_gradient(500);
        for (std::size_t k = 1; k < k_count; ++k) {
          const double ratio = static_cast<double>(run.parameters[k]) / run.parameters[0];
          CHECK(std::abs(ratio - limit[k] / limit[0]) <= 1e-4 * std::abs(limit[k] / limit[0]) + 1e-5);
        }
      }
    }
  }
}

TEST_CASE("the reach of momentum is the sum of a geometric series") {
  constexpr double rate = 0.02, mu = 0.9;
  const auto reach = [](OptimizerKind kind, double momentum, double learning_rate) {
    return Run({.kind = kind, .learning_rate = learning_rate, .momentum = momentum}, 5).drift().reach;
  };
  CHECK(reach(OptimizerKind::momentum, mu, rate) == doctest::Approx(-9 * rate).epsilon(1e-5));  // 9 times the last step
  CHECK(reach(OptimizerKind::nesterov, mu, rate) == doctest::Approx(-9 * mu * rate).epsilon(1e-5));
  CHECK(reach(OptimizerKind::momentum, 0.5, rate) == doctest::Approx(-rate).epsilon(1e-5));
  CHECK(reach(OptimizerKind::momentum, 0, rate) == 0);
  for (const double other : {1e-9, 1e-4, 10.0})
    CHECK(reach(OptimizerKind::momentum, mu, other) == doctest::Approx(-9 * other).epsilon(1e-5));
}

TEST_CASE("momentum with decay has the reach of the slow one of its two modes") {
  // with v for the velocity, (w, v) -> (w − lr·v', v' = μ·v + λ·w) has the eigenvalues r₁ > r₂ of x² − (1 + μ − lr·λ)·x
  // + μ; the left eigenvector of r₁ is (r₁ − μ, −lr·μ) up to a factor, so what lasts is w − lr·μ/(r₁ − μ)·v
  const double rate = 0.05, mu = 0.9, decay = 0.02;
  const double half = (1 + mu - rate * decay) / 2, slow = half + std::sqrt(half * half - mu);
  const ZeroGradientDrift drift =
      Run({.kind = OptimizerKind::momentum, .learning_rate = rate, .weight_decay = decay}, 5).drift();
  CHECK(drift.reach == doctest::Approx(-rate * mu / (slow - mu)).epsilon(1e-6));
}

TEST_CASE("decay flips the sign of parameters just where it does in the optimizer") {
  for (const OptimizerKind kind : {OptimizerKind::sgd, OptimizerKind::momentum, OptimizerKind::nesterov}) {
    for (const double rate : {0.01, 1.0}) {
      for (const double product : {1e-4, 0.001, 0.002, 0.0024, 0.003, 0.005, 0.02, 0.5, 0.9, 1.1, 1.9}) {
        CAPTURE(static_cast<int>(kind));
        CAPTURE(product);
        const OptimizerOptions options{.kind = kind, .learning_rate = rate, .weight_decay = product / rate};
        CHECK(Run(options, 0).drift().flips == swings(options));
      }
    }
  }
  CHECK(swings({.kind = OptimizerKind::sgd, .learning_rate = 1, .weight_decay = 1.1}));
  CHECK(swings({.kind = OptimizerKind::momentum, .learning_rate = 1, .weight_decay = 0.003}));
  CHECK_FALSE(swings({.kind = OptimizerKind::momentum, .learning_rate = 1, .weight_decay = 0.0024}));
}

TEST_CASE("AdamW's decay flips the sign of parameters only where it overshoots") {
  for (const double product : {1e-4, 0.01, 0.09, 1.1, 1.9}) {
    CAPTURE(product);
    const OptimizerOptions options{.kind = OptimizerKind::adamw, .learning_rate = 1, .weight_decay = product};
    CHECK(Run(options, 0).drift().flips == swings(options));
  }
}

TEST_CASE("the reach of AdamW is the sum over its steps, each the longer the more has decayed") {
  // long after the start m/√v shrinks by 0.9/√0.999 a step, and what is kept by 1 − lr·λ
  const double rate = 0.02, shrinkage = 0.9 / std::sqrt(0.999);
  for (const double product : {0.0, 0.01, 0.05, 0.08}) {
    CAPTURE(product);
    const Run run({.kind = OptimizerKind::adamw, .learning_rate = rate, .weight_decay = product / rate}, 20'000);
    const double ratio = shrinkage / (1 - product);
    CHECK(run.drift().reach == doctest::Approx(-rate * ratio / (1 - ratio)).epsilon(1e-4));
  }
}

TEST_CASE("where AdamW's decay outruns its moments the reach has no limit") {
  for (const double product : {0.2, 0.5, 0.9}) {
    CAPTURE(product);
    const Run run({.kind = OptimizerKind::adamw, .learning_rate = 0.02, .weight_decay = product / 0.02}, 300);
    const ZeroGradientDrift drift = run.drift();
    CHECK((drift.flips || drift.reach < -1e6));
  }
}

TEST_CASE("where decay overshoots in the first step the state still moves parameters") {
  for (const OptimizerKind kind : {OptimizerKind::momentum, OptimizerKind::nesterov, OptimizerKind::adamw}) {
    CAPTURE(static_cast<int>(kind));
    const OptimizerOptions options{.kind = kind, .learning_rate = 1, .weight_decay = 1.5};
    const ZeroGradientDrift drift = after_a_gradient(options, {0, 0}, {0.5F, 0});
    CHECK(drift.flips);
    REQUIRE(drift.direction.size() == 2);
    CHECK(drift.direction[0] > 0);
    CHECK(drift.direction[1] == 0);
  }
}

TEST_CASE("decay that an optimizer normalises is not linear, without decay it is") {
  for (const OptimizerKind kind : k_all_kinds) {
    const bool normalises = kind == OptimizerKind::rmsprop || kind == OptimizerKind::adam;
    const ZeroGradientDrift drift = Run({.kind = kind, .learning_rate = 0.01, .weight_decay = 0.01}, 3).drift();
    CHECK(drift.is_linear == !normalises);
    CHECK(drift.decays);
    CHECK(drift.moves());
    CHECK(Run({.kind = kind, .learning_rate = 0.01}, 3).drift().is_linear);
  }
}

TEST_CASE("at a learning rate of 0 nothing moves") {
  for (const OptimizerKind kind : k_all_kinds) {
    const Run run({.kind = kind, .learning_rate = 0.01, .weight_decay = 0.01}, 3);
    CHECK_FALSE(zero_gradient_drift(run.optimizer, run.parameters, 0).moves());
  }
}

TEST_CASE("before the first step no state moves anything") {
  for (const OptimizerKind kind : k_all_kinds) CHECK_FALSE(Run({.kind = kind}, 0).drift().moves());
}

TEST_CASE("movement that is lost in the rounding of a float is none") {
  const OptimizerOptions options{.kind = OptimizerKind::momentum, .learning_rate = 0.1};
  const ZeroGradientDrift drift = after_a_gradient(options, {1, 1, 0}, {1e-9F, 0.5F, 1e-9F});
  REQUIRE(drift.direction.size() == 3);
  CHECK(drift.direction[0] == 0);  // 1 − 9·10⁻¹⁰ is 1
  CHECK(drift.direction[1] == 0.5F);
  CHECK(drift.direction[2] == 1e-9F);
  CHECK(after_a_gradient(options, {1, 1}, {1e-9F, 0}).direction.empty());
}

TEST_CASE("Adam's direction is the mean gradient over the root of the mean square") {
  // after one step m = 0.1·g and v = 0.001·g²
  const ZeroGradientDrift drift =
      after_a_gradient({.kind = OptimizerKind::adam, .learning_rate = 0.1}, {1, 1}, {0.5F, -2});
  REQUIRE(drift.direction.size() == 2);
  CHECK(drift.direction[0] == doctest::Approx(0.1 / std::sqrt(0.001)));
  CHECK(drift.direction[1] == doctest::Approx(-0.1 / std::sqrt(0.001)));
}

TEST_CASE("Adam's ε slows down where gradients are as small as it") {
  for (const double size : {1e-7, 1e-8, 1e-9}) {
    Run run({.kind = OptimizerKind::adam, .learning_rate = 0.02}, 3000, size);
    const ZeroGradientDrift drift = run.drift();
    const AlignedVector<float> start = run.parameters;
    REQUIRE(drift.direction.size() == k_count);
    run.step_without_gradient(1000);
    for (std::size_t k = 1; k < k_count; ++k)
      CHECK(std::abs(run.parameters[k] - drift.moved(start[k], k)) <=
            0.01 * std::abs(drift.reach * drift.direction[k]) + 1e-6);
  }
}

TEST_CASE("after many steps without a gradient there is no direction left") {
  for (const OptimizerKind kind :
       {OptimizerKind::momentum, OptimizerKind::nesterov, OptimizerKind::adam, OptimizerKind::adamw}) {
    Run run({.kind = kind, .learning_rate = 0.02}, 30);
    CHECK(run.drift().moves());
    run.step_without_gradient(1000);
    CHECK(run.drift().direction.empty());
    CHECK_FALSE(run.drift().moves());
  }
}

}  // TEST_SUITE("zero gradient drift")
