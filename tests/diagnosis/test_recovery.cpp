#include <algorithm>
#include <doctest/doctest.h>
#include <initializer_list>

#include "diagnosis/recovery.hpp"
#include "stats/input_range.hpp"
#include "stats/max_preactivation.hpp"

using namespace reluscope;

TEST_SUITE("recovery") {

namespace {

using Verdicts = std::vector<Recovery>;

/// A network, looked at on the inputs 1 and ½. Weights and biases that are not set are 0.
struct Case {
  explicit Case(const std::vector<std::size_t>& widths, int gradient_at_zero = 0)
      : network(widths, Activation{.gradient_at_zero = gradient_at_zero}), direction(network.parameters().size()) {
    inputs(0, 0) = 1;
    inputs(1, 0) = 0.5F;
  }
  void set(std::size_t layer, std::size_t unit, std::initializer_list<float> weights, float bias) {
    std::ranges::copy(weights, network.weights(layer).row(unit).begin());
    network.bias(layer)[unit] = bias;
  }
  /// Where the optimizer pushes the bias of a unit: moved, it is the bias + reach · push.
  void push_bias(std::size_t layer, std::size_t unit, float push) {
    network.layers()[layer].bias(network.of_layer(layer, std::span<float>(direction)))[unit] = push;
  }
  void push_weight(std::size_t layer, std::size_t unit, std::size_t input, float push) {
    network.layers()[layer].weights(network.of_layer(layer, std::span<float>(direction))).row(unit)[input] = push;
  }
  ZeroGradientDrift coasting(double reach) const { return {.reach = reach, .direction = direction}; }

  std::vector<Verdicts> verdicts(const ZeroGradientDrift& coasting = {}) const {
    const auto drifted = drifted_parameters(network, coasting);
    InputRange range(network.input_count());
    range.add(inputs);
    std::vector<Verdicts> verdicts;
    const std::vector<std::vector<float>> drifted_z =
        drifted ? greatest_with(*drifted) : std::vector<std::vector<float>>();
    for (const auto& layer :
         recoveries_of(network, {coasting, continuation, greatest_with(network.parameters()), drifted_z, range})) {
      verdicts.emplace_back();
      for (const RecoveryVerdict& verdict : layer) {
        CHECK(verdict.reason.has_value() == (verdict.recovery == Recovery::optimizer));
        verdicts.back().push_back(verdict.recovery);
      }
    }
    return verdicts;
  }
  Recovery verdict(std::size_t layer, std::size_t unit, const ZeroGradientDrift& coasting = {}) const {
    return verdicts(coasting).at(layer).at(unit);
  }

  std::vector<std::vector<float>> greatest_with(std::span<const float> parameters) const {
    std::optional<MaxPreactivation> probe(std::in_place, network,
                                          AlignedVector<float>(parameters.begin(), parameters.end()));
    MemoryRows rows(inputs);
    ThreadPool pool;
    run_probes(network, rows, pool, probe);
    return probe->greatest();
  }

  Network<float> network;
  Continuation continuation;
  AlignedVector<float> direction;
  Matrix<float> inputs = Matrix<float>::from_shape({2, 1});
};

/// 1-2-2-1: of the first layer unit 0 fires and unit 1 is dead. So of the second; but where nothing learns, both are.
Case two_layers(bool learning = true, int gradient_at_zero = 0) {
  Case c({1, 2, 2, 1}, gradient_at_zero);
  c.set(0, 0, {1}, 0);
  c.set(0, 1, {1}, -3);
  c.set(1, 0, {1, 1}, learning ? 0.0F : -100.0F);
  c.set(1, 1, {1, 1}, -3);
  c.set(2, 0, {1, 1}, 0);
  return c;
}

/// 1-1-1-1-1: a chain whose three hidden units have these biases and incoming weights of 1; the output weight is 1.
Case chain(float first, float second, float third, int gradient_at_zero = 0) {
  Case c({1, 1, 1, 1, 1}, gradient_at_zero);
  c.set(0, 0, {1}, first);
  c.set(1, 0, {1}, second);
  c.set(2, 0, {1}, third);
  c.set(3, 0, {1}, 0);
  return c;
}

}  // namespace

TEST_CASE("plain SGD: in the first layer nothing brings a unit back, above it learning units below may") {
  const Case c = two_layers();
  CHECK(c.verdict(0, 1) == Recovery::none);
  CHECK(c.verdict(1, 1) == Recovery::upstream);
}

TEST_CASE("an input with a weight of 0 from the only unit that learns changes nothing") {
  Case c = two_layers();
  c.set(1, 1, {0, 1}, -3);  // all that is left is the dead unit of the first layer
  CHECK(c.verdict(1, 1) == Recovery::none);
  c.set(1, 1, {-1e-20F, 1}, -3);
  CHECK(c.verdict(1, 1) == Recovery::upstream);
}

TEST_CASE("a weight of 0 from a unit that fires learns not to be 0, one from a dead unit does not") {
  Case c = two_layers();
  c.set(2, 0, {0, 0}, 0);
  CHECK(c.verdict(1, 1) == Recovery::upstream);
  c.set(1, 0, {0, 0}, 1);  // fires on its bias alone
  CHECK(c.verdict(1, 1) == Recovery::upstream);
  c.set(1, 0, {1, 1}, -3);  // now no unit of the second layer fires
  CHECK(c.verdict(1, 1) == Recovery::none);
  c.set(2, 0, {1, 1}, 0);
  CHECK(c.verdict(1, 1) == Recovery::none);
}

TEST_CASE("a dead layer cuts those beneath it off from learning") {
  CHECK(chain(0, -3, 1).verdict(1, 0) == Recovery::none);  // its only unit is dead, so the first layer does not learn
  CHECK(chain(0, 0, -3).verdict(2, 0) == Recovery::none);
  CHECK(chain(0, -3, -3).verdicts() == std::vector<Verdicts>{{Recovery::none}, {Recovery::none}, {Recovery::none}});
}

TEST_CASE("what learns two layers below reaches a unit through one that is dead itself") {
  Case c({1, 1, 2, 2, 1});
  c.set(0, 0, {1}, 0);
  c.set(1, 0, {1}, 0);   // fires and learns, but gives nothing to the unit in question
  c.set(1, 1, {1}, -3);  // dead, fed by the first layer
  c.set(2, 0, {1, 0}, 0);
  c.set(2, 1, {0, 1}, -9);
  c.set(3, 0, {1, 1}, 0);
  CHECK(c.verdict(1, 1) == Recovery::upstream);
  CHECK(c.verdict(2, 1) == Recovery::upstream);
  c.set(1, 1, {0}, -3);  // now it is cut off from the unit that learns
  CHECK(c.verdict(1, 1) == Recovery::none);
  CHECK(c.verdict(2, 1) == Recovery::none);
}

TEST_CASE("the own way of a unit of the first layer is worked out exactly") {
  Case c = two_layers(false);  // its greatest z is 1 − 3 = −2
  c.push_bias(0, 1, -1);
  CHECK(c.verdict(0, 1, c.coasting(-1.99)) == Recovery::none);
  CHECK(c.verdict(0, 1, c.coasting(-2)) == Recovery::optimizer);  // z = 0, which rounding may lift
  CHECK(c.verdict(0, 1, c.coasting(-2.01)) == Recovery::optimizer);
  c.push_bias(0, 1, 1);
  CHECK(c.verdict(0, 1, c.coasting(-100)) == Recovery::none);  // it is pushed deeper
}

TEST_CASE("the own way of a unit above is worked out on its inputs as they are") {
  Case c = two_layers(false);  // its greatest z is 1 · 1 − 3
  c.push_weight(1, 1, 0, -1);
  CHECK(c.verdict(1, 1, c.coasting(-1.9)) == Recovery::none);
  CHECK(c.verdict(1, 1, c.coasting(-2.1)) == Recovery::optimizer);
}

TEST_CASE("a way that decays is as long as its limit says") {
  Case c = two_layers(false);
  c.push_bias(0, 1, -1);
  ZeroGradientDrift coasting = c.coasting(-2.01);
  coasting.decays = true;
  CHECK(c.verdict(0, 1, coasting) == Recovery::optimizer);
  coasting.reach = -1.99;
  CHECK(c.verdict(0, 1, coasting) == Recovery::none);
}

TEST_CASE("where parameters flip or take ways of their own a unit may come back, unless it has none") {
  Case c = two_layers(false);
  for (const ZeroGradientDrift& coasting :
       {ZeroGradientDrift{.is_linear = false, .decays = true}, {.flips = true, .decays = true}}) {
    c.set(0, 1, {1}, -3);
    CHECK(c.verdict(0, 1, coasting) == Recovery::optimizer);
    c.set(0, 1, {0}, -3);
    CHECK(c.verdict(0, 1, coasting) == Recovery::optimizer);
    c.set(0, 1, {0}, 0);
    CHECK(c.verdict(0, 1, coasting) == Recovery::none);
  }
  ZeroGradientDrift flipping = c.coasting(-1);
  flipping.flips = true;
  CHECK(c.verdict(0, 1, flipping) == Recovery::none);
  c.push_bias(0, 1, -1);
  flipping.direction = c.direction;
  CHECK(c.verdict(0, 1, flipping) == Recovery::optimizer);
}

TEST_CASE("what can come back by itself does not count on what may come back later") {
  Case c = two_layers();
  c.push_bias(1, 1, -1);
  CHECK(c.verdict(1, 1, c.coasting(-0.1)) == Recovery::upstream);   // fed by a unit that learns now
  CHECK(c.verdict(1, 1, c.coasting(-2.1)) == Recovery::optimizer);  // comes back even if that stands still
}

TEST_CASE("how far the inputs of a unit coast is bounded") {
  Case c = two_layers(false);  // the second layer's dead unit is at −2, with weights of 1
  c.push_bias(0, 0, -1);
  CHECK(c.verdict(1, 1, c.coasting(-0.01)) == Recovery::none);
  CHECK(c.verdict(1, 1, c.coasting(-0.5)) == Recovery::none);
  CHECK(c.verdict(1, 0, c.coasting(-0.5)) == Recovery::none);
  CHECK(c.verdict(1, 1, c.coasting(-2.01)) == Recovery::optimizer);  // it does come back
  CHECK(c.verdict(1, 0, c.coasting(-2.01)) == Recovery::upstream);   // at −99, but then the first layer learns
}

TEST_CASE("where the inputs of a unit and its own weights coast both count") {
  Case c = two_layers(false);
  c.push_bias(0, 0, -1);
  c.push_bias(1, 1, -1);
  CHECK(c.verdict(1, 1, c.coasting(-1.01)) == Recovery::optimizer);  // 1 + 1.01 in, −3 + 1.01 of its own
  CHECK(c.verdict(1, 1, c.coasting(-0.1)) == Recovery::none);
}

TEST_CASE("where both the inputs of a unit and its weights on them coast, their product counts") {
  Case c = two_layers(false);
  c.set(1, 1, {1, 0}, -3);
  c.push_bias(0, 0, -1);
  c.push_weight(1, 1, 0, -1);
  CHECK(c.verdict(1, 1, c.coasting(-0.8)) == Recovery::optimizer);  // 1.8 · 1.8 − 3
  CHECK(c.verdict(1, 1, c.coasting(-0.7)) == Recovery::none);       // 1.7 · 1.7 − 3
}

TEST_CASE("the bound follows a coasting first layer upwards") {
  Case c = chain(0, 0, -3);
  c.push_bias(0, 0, -1);
  CHECK(c.verdict(2, 0, c.coasting(-1.9)) == Recovery::none);  // a chain of weights of 1: the bound is exact
  CHECK(c.verdict(2, 0, c.coasting(-2.1)) == Recovery::optimizer);
}

TEST_CASE("decay alone takes a unit of the second layer above 0 where its bias is positive, and only there") {
  const ZeroGradientDrift decay{.decays = true};
  for (const float bias : {0.5F, 0.0F, -0.5F}) {
    CAPTURE(bias);
    Case c = two_layers(false);
    c.set(1, 1, {-2, 0}, bias);  // z is bias − 1 at most, on the input ½
    CHECK(c.verdict(1, 1, decay) == (bias > 0 ? Recovery::optimizer : Recovery::none));
    CHECK(c.verdict(0, 1, decay) == Recovery::none);
  }
}

TEST_CASE("a dead layer whose units may coast back opens the way for a gradient to those beneath") {
  Case c({1, 2, 2, 1, 1}, 1);
  c.set(0, 0, {1}, 0);
  c.set(0, 1, {1}, -1);  // at 0 exactly, seen by unit 0 above alone
  c.set(1, 0, {1, 1}, -9);
  c.set(1, 1, {1, 0}, 0);  // fires
  c.set(2, 0, {1, 1}, -5);
  c.set(3, 0, {1}, 0);
  const std::vector<Verdicts> nothing = {
      {Recovery::none, Recovery::none}, {Recovery::none, Recovery::none}, {Recovery::none}};
  CHECK(c.verdicts() == nothing);
  c.push_bias(2, 0, -1);
  CHECK(c.verdicts(c.coasting(-3.9)) == nothing);
  const std::vector<Verdicts> verdicts = c.verdicts(c.coasting(-4.1));
  CHECK(verdicts[2][0] == Recovery::optimizer);
  CHECK(verdicts[1][0] == Recovery::upstream);  // the first layer learns through the unit beside it
  CHECK(verdicts[0][1] == Recovery::gradient);  // once that unit is back
}

TEST_CASE("a dead layer beneath one that coasts back still cuts off what is under it") {
  Case c = chain(0, -9, -1);
  c.push_bias(2, 0, -1);
  CHECK(c.verdicts(c.coasting(-1.1)) ==
        std::vector<Verdicts>{{Recovery::none}, {Recovery::none}, {Recovery::optimizer}});
}

TEST_CASE("a unit above one that may coast back is fed once that learns") {
  // The first unit is dead and coasts to just above 0; the upper one, −9, is far out of the reach of that. But once the
  // first fires, it gets a gradient through its other neighbour, and what it then puts out is anybody's guess.
  Case c({1, 1, 2, 1});
  c.set(0, 0, {1}, -1.1F);
  c.set(1, 0, {1}, 1);
  c.set(1, 1, {1}, -9);
  c.set(2, 0, {1, 1}, 0);
  CHECK(c.verdict(1, 1) == Recovery::none);
  c.push_bias(0, 0, -1);
  const ZeroGradientDrift coasting = c.coasting(-0.2);
  CHECK(c.verdict(0, 0, coasting) == Recovery::optimizer);
  CHECK(c.verdict(1, 1, coasting) == Recovery::upstream);
}

TEST_CASE("a unit at 0 exactly gets a gradient where ReLU'(0) is 1 and something above gives it weight") {
  for (const int gradient_at_zero : {0, 1}) {
    CAPTURE(gradient_at_zero);
    Case c = two_layers(true, gradient_at_zero);
    c.set(0, 1, {1}, -1);  // z is 0 on the input 1
    c.set(1, 1, {1, 1}, -1);
    CHECK(c.verdict(0, 1) == (gradient_at_zero == 1 ? Recovery::gradient : Recovery::none));
    CHECK(c.verdict(1, 1) == (gradient_at_zero == 1 ? Recovery::gradient : Recovery::upstream));
  }
  Case beneath_dead_units = two_layers(false, 1);
  beneath_dead_units.set(0, 1, {1}, -1);
  CHECK(beneath_dead_units.verdict(0, 1) == Recovery::none);
  Case unweighted = two_layers(true, 1);
  unweighted.set(0, 1, {1}, -1);
  unweighted.set(1, 0, {1, 0}, 0);
  unweighted.set(1, 1, {1, 0}, -3);
  CHECK(unweighted.verdict(0, 1) == Recovery::none);
}

TEST_CASE("a layer at 0 exactly lets a gradient through to those beneath where ReLU'(0) is 1") {
  CHECK(chain(0, -9, -1).verdict(1, 0) == Recovery::none);
  // all three are at 0: the two upper ones as their inputs are, with biases of 0
  CHECK(chain(-1, 0, 0, 1).verdicts() ==
        std::vector<Verdicts>{{Recovery::gradient}, {Recovery::gradient}, {Recovery::gradient}});
  CHECK(chain(-1, 0, 0, 0).verdicts() == std::vector<Verdicts>{{Recovery::none}, {Recovery::none}, {Recovery::none}});
  CHECK(chain(-1.1F, 0, 0, 1).verdicts()[0][0] == Recovery::none);
}

TEST_CASE("a unit at 0 exactly learns, and so feeds those above it") {
  Case c = two_layers(true, 1);
  c.set(0, 0, {1}, -1);
  c.set(0, 1, {1}, -3);
  c.set(1, 0, {0, 1}, 1);  // fires, but gives unit 0 below no way
  c.set(1, 1, {1, 1}, -3);
  CHECK(c.verdict(1, 1) == Recovery::none);
  c.set(1, 0, {1, 1}, 1);
  CHECK(c.verdict(1, 1) == Recovery::upstream);
}

}  // TEST_SUITE("recovery")
