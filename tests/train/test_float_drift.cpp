#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <numeric>

#include "support/random.hpp"
#include "train/float_drift.hpp"

using namespace reluscope;

TEST_SUITE("float drift") {

namespace {

constexpr std::size_t k_parameters = 70;

/// Parameters of all sizes and an optimizer that has taken steps on random gradients.
struct Start {
  explicit Start(const OptimizerOptions& options) : optimizer(options, k_parameters), parameters(k_parameters) {
    Random random(7, RandomStream::check);
    AlignedVector<float> gradient(k_parameters);
    for (std::size_t k = 0; k < k_parameters; ++k)
      parameters[k] = static_cast<float>(random.normal() * std::pow(10, -static_cast<double>(k % 12)));
    for (int t = 0; t < 40; ++t) {
      for (float& g : gradient) g = t < 20 ? static_cast<float>(random.normal()) : 0;
      optimizer.step(parameters, gradient, options.learning_rate);
    }
  }
  ZeroGradientDrift drift() const {
    return zero_gradient_drift(optimizer, parameters, optimizer.options().learning_rate);
  }
  Continuation continuation(std::int64_t steps) const { return {&optimizer, optimizer.options().learning_rate, steps}; }

  Optimizer optimizer;
  AlignedVector<float> parameters;
};

const OptimizerOptions k_runs[] = {
    {.kind = OptimizerKind::sgd, .learning_rate = 1e-3, .weight_decay = 5e-5},
    {.kind = OptimizerKind::sgd, .learning_rate = 0.1, .weight_decay = 0.2},
    {.kind = OptimizerKind::momentum, .learning_rate = 0.01, .weight_decay = 0.01},
    {.kind = OptimizerKind::nesterov, .learning_rate = 0.01, .weight_decay = 0.02},
    {.kind = OptimizerKind::adamw, .learning_rate = 0.2, .weight_decay = 0.01},
};

}  // namespace

TEST_CASE("the deviation is that of the optimizer itself from the path, over every step") {
  constexpr std::int64_t k_steps = 2 * FloatDrift::k_chunk + 100;  // more than two chunks
  for (const OptimizerOptions& options : k_runs) {
    CAPTURE(static_cast<int>(options.kind));
    const Start start(options);
    const ZeroGradientDrift drift = start.drift();
    const auto direction = [&](std::size_t k) { return drift.direction.empty() ? 0.0 : drift.direction[k]; };

    // the path: of two parameters that have no other part of it, in the arithmetic of doubles
    DriftCoefficients path;
    Optimizer optimizer = start.optimizer;
    AlignedVector<float> parameters = start.parameters;
    const AlignedVector<float> no_gradient(k_parameters);
    std::vector<double> expected(k_parameters);
    for (std::int64_t t = 1; t <= k_steps; ++t) {
      const auto c = step_constants<float>(options, options.learning_rate, start.optimizer.steps() + t);
      StepConstants<double> wide{.learning_rate = c.learning_rate, .weight_decay = c.weight_decay};
      wide.momentum = c.momentum;
      wide.shrinkage = c.shrinkage;
      wide.bias_corrected_rate = c.bias_corrected_rate;
      wide.bias_correction_root = c.bias_correction_root;
      path.step(options.kind, wide);
      optimizer.step(parameters, no_gradient, options.learning_rate);
      for (std::size_t k = 0; k < k_parameters; ++k)
        expected[k] = std::max(
            expected[k],
            std::abs(parameters[k] - path.kept() * start.parameters[k] - path.moved() * direction(k)) / path.kept());
    }

    FloatDrift simulated(start.continuation(k_steps), start.parameters, drift);
    std::vector<std::size_t> first(40), second(30);
    std::iota(first.begin(), first.end(), 30);
    std::iota(second.begin(), second.end(), 0);
    simulated.add_group(first);
    simulated.add_group(second);
    std::vector<double> seen(k_parameters);
    double kept = 0;
    int calls = 0;
    simulated.run([&](std::size_t group, const FloatDrift::Deviation& deviation) {
      std::ranges::copy(deviation.of_parameters, seen.begin() + (group == 0 ? 30 : 0));
      kept = deviation.kept;
      ++calls;
      return true;
    });
    CHECK(calls == 6);
    CHECK(kept == doctest::Approx(path.kept()).epsilon(1e-12));
    for (std::size_t k = 0; k < k_parameters; ++k) {
      CAPTURE(k);
      CHECK(seen[k] == doctest::Approx(expected[k]).epsilon(1e-6).scale(1e-30));
    }
    CHECK(*std::ranges::max_element(expected) > 0);
  }
}

TEST_CASE("a group that need not go on does not disturb the others") {
  const Start start(k_runs[4]);
  const ZeroGradientDrift drift = start.drift();
  std::vector<std::vector<double>> alone;
  const auto of = [&](std::vector<std::vector<std::size_t>> groups, auto&& goes_on) {
    FloatDrift simulated(start.continuation(5000), start.parameters, drift);
    for (const auto& group : groups) simulated.add_group(group);
    std::vector<std::vector<double>> last(groups.size());
    simulated.run([&](std::size_t group, const FloatDrift::Deviation& deviation) {
      last[group].assign(deviation.of_parameters.begin(), deviation.of_parameters.end());
      return goes_on(group);
    });
    return last;
  };
  const auto expected = of({{40, 3, 9}}, [](std::size_t) { return true; });
  const auto among = of({{1, 2}, {40, 3, 9}, {5}}, [](std::size_t group) { return group == 1; });
  CHECK(among[1] == expected[0]);
  CHECK(among[0].size() == 2);
}

TEST_CASE("the work is the steps of all parameters, in whole blocks") {
  const Start start(k_runs[0]);
  const ZeroGradientDrift drift = start.drift();
  FloatDrift simulated(start.continuation(1000), start.parameters, drift);
  CHECK(simulated.work() == 0);
  simulated.add_group(std::vector<std::size_t>{1, 2, 3});
  CHECK(simulated.work() == 1000 * static_cast<std::int64_t>(FloatDrift::k_block));
}

}  // TEST_SUITE("float drift")
