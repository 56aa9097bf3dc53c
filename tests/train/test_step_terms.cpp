#include <cmath>
#include <doctest/doctest.h>
#include <vector>

#include "support/random.hpp"
#include "train/optimizer.hpp"
#include "train/step_terms.hpp"

using namespace reluscope;

TEST_SUITE("step terms") {

namespace {

constexpr OptimizerKind k_all_kinds[] = {OptimizerKind::sgd,     OptimizerKind::momentum, OptimizerKind::nesterov,
                                         OptimizerKind::rmsprop, OptimizerKind::adam,     OptimizerKind::adamw};
constexpr std::size_t k_count = 40;

/// Parameters in a run of steps whose gradients are drawn at random, of sizes that span four decades.
struct Descent {
  explicit Descent(const OptimizerOptions& options)
      : optimizer(options, k_count), random(7, RandomStream::check), gradient(k_count) {
    for (std::size_t k = 0; k < k_count; ++k) parameters.push_back(static_cast<float>(random.normal()));
  }

  /// Every eighth gradient is 0, as a dead unit's.
  void draw_gradient() {
    for (std::size_t k = 0; k < k_count; ++k)
      gradient[k] = k % 8 == 7 ? 0 : static_cast<float>(random.normal() * std::pow(10, random.uniform(-3, 1)));
  }

  Optimizer optimizer;
  Random random;
  std::vector<float> parameters, gradient;
};

}  // namespace

TEST_CASE("the terms add up to the step that the optimizer takes") {
  for (const OptimizerKind kind : k_all_kinds) {
    for (const double decay : {0.0, 0.3}) {
      CAPTURE(static_cast<int>(kind));
      CAPTURE(decay);
      Descent descent({.kind = kind, .momentum = 0.8, .weight_decay = decay});
      for (int step = 1; step <= 6; ++step) {
        CAPTURE(step);
        const double lr = 0.03 * step;
        descent.draw_gradient();
        const Optimizer before = descent.optimizer;
        const std::vector<float> from = descent.parameters;
        descent.optimizer.step(descent.parameters, descent.gradient, lr);
        for (std::size_t k = 0; k < k_count; ++k) {
          const StepTerms terms = step_terms(before, k, from[k], descent.gradient[k], lr);
          const double by_gradient = terms.gradient_factor * descent.gradient[k];
          const double tolerance = 2e-6 * (std::abs(from[k]) + std::abs(by_gradient) + std::abs(terms.state_term));
          CHECK(std::abs(from[k] - (by_gradient + terms.state_term) - descent.parameters[k]) <= tolerance);
        }
      }
    }
  }
}

TEST_CASE("plain SGD steps by its rate times the gradient, with no state but the decay") {
  for (const double decay : {0.0, 0.3}) {
    Descent descent({.kind = OptimizerKind::sgd, .weight_decay = decay});
    for (int step = 0; step < 3; ++step) {
      descent.draw_gradient();
      for (std::size_t k = 0; k < k_count; ++k) {
        const StepTerms terms = step_terms(descent.optimizer, k, descent.parameters[k], descent.gradient[k], 0.05);
        CHECK(terms.gradient_factor == 0.05);
        CHECK(terms.state_term == doctest::Approx(0.05 * decay * descent.parameters[k]).epsilon(1e-12));
      }
      descent.optimizer.step(descent.parameters, descent.gradient, 0.05);
    }
  }
}

TEST_CASE("an optimizer without decay has no state term in its first step, and that of its first moment in the next") {
  for (const OptimizerKind kind : k_all_kinds) {
    CAPTURE(static_cast<int>(kind));
    Descent descent({.kind = kind});
    const bool has_mean = kind != OptimizerKind::sgd && kind != OptimizerKind::rmsprop;
    for (int step = 1; step <= 3; ++step) {
      descent.draw_gradient();
      for (std::size_t k = 0; k < k_count; ++k) {
        const double state_term =
            step_terms(descent.optimizer, k, descent.parameters[k], descent.gradient[k], 0.01).state_term;
        CHECK((state_term != 0) == (has_mean && step > 1 && k % 8 != 7));  // those have had no gradient yet
      }
      descent.optimizer.step(descent.parameters, descent.gradient, 0.01);
    }
  }
}

TEST_CASE("a step with a gradient of 0 is its state term") {
  // one parameter at 2, a gradient of 1, then none: momentum ½ goes on at half the speed
  Optimizer momentum({.kind = OptimizerKind::momentum, .momentum = 0.5}, 1);
  std::vector<float> parameter = {2};
  momentum.step(parameter, std::vector<float>{1}, 0.1);
  CHECK(step_terms(momentum, 0, parameter[0], 0, 0.1).state_term == doctest::Approx(0.05));

  // Adam: 0.9 · 0.1 of the mean gradient is left, 0.999 · 0.001 of the squared; corrected, by 1 − 0.9² and 1 − 0.999²
  Optimizer adam({.kind = OptimizerKind::adam}, 1);
  parameter = {2};
  adam.step(parameter, std::vector<float>{1}, 0.1);
  const double expected = 0.1 * (0.09 / 0.19) / (std::sqrt(0.000999 / 0.001999) + 1e-8);
  CHECK(step_terms(adam, 0, parameter[0], 0, 0.1).state_term == doctest::Approx(expected).epsilon(1e-6));
}

}  // TEST_SUITE("step terms")
