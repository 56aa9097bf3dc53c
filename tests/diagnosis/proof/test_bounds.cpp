#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <initializer_list>
#include <limits>

#include "diagnosis/proof/bounds.hpp"
#include "reference_network.hpp"
#include "support/random.hpp"

using namespace reluscope;

TEST_SUITE("bounds") {

namespace {

constexpr double k_infinity = std::numeric_limits<double>::infinity();

/// A layer's units: weights and bias each.
struct UnitParameters {
  std::vector<float> weights;
  float bias = 0;
};
using LayerParameters = std::vector<UnitParameters>;

/// With these hidden layers and an output that is always 0.
Network<float> network_of(const std::vector<LayerParameters>& layers) {
  std::vector<std::size_t> widths = {layers.front().front().weights.size()};
  for (const LayerParameters& layer : layers) widths.push_back(layer.size());
  widths.push_back(1);
  Network<float> network(widths, Activation());
  for (std::size_t l = 0; l < layers.size(); ++l) {
    for (std::size_t i = 0; i < layers[l].size(); ++i) {
      REQUIRE(layers[l][i].weights.size() == widths[l]);
      std::ranges::copy(layers[l][i].weights, network.weights(l).row(i).begin());
      network.bias(l)[i] = layers[l][i].bias;
    }
  }
  return network;
}

InputBox box_between(std::vector<double> lower, std::vector<double> upper) {
  InputBox box;
  box.lower = std::move(lower);
  box.upper = std::move(upper);
  return box;
}

/// [-1, 1] for each input.
InputBox unit_box(std::size_t inputs) {
  return box_between(std::vector<double>(inputs, -1), std::vector<double>(inputs, 1));
}

/// On a box of one-hot groups of these sizes and then so many numeric inputs, in [-1, 1].
InputBox grouped_box(std::initializer_list<std::size_t> groups, std::size_t numeric) {
  InputBox box;
  for (const std::size_t count : groups) {
    box.groups.push_back({box.inputs(), count});
    box.lower.insert(box.lower.end(), count, 0.0);
    box.upper.insert(box.upper.end(), count, 1.0);
  }
  box.lower.insert(box.lower.end(), numeric, -1.0);
  box.upper.insert(box.upper.end(), numeric, 1.0);
  return box;
}

/// Checks that the bounds are these but for rounding, and to the outside of them.
void check_bounds(const LayerBounds& bounds, std::size_t unit, double lower, double upper, double slack = 1e-5) {
  CAPTURE(unit);
  CHECK(bounds.lower.at(unit).value <= lower);
  CHECK(bounds.lower.at(unit).value >= lower - slack);
  CHECK(bounds.upper.at(unit).value >= upper);
  CHECK(bounds.upper.at(unit).value <= upper + slack);
}

Network<float> random_network(const std::vector<std::size_t>& widths, double bias_scale, Random& random) {
  Network<float> network(widths, Activation());
  for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
    const double scale = 1 / std::sqrt(static_cast<double>(widths[l]));
    const MatrixView<float> weights = network.weights(l);
    for (std::size_t i = 0; i < weights.size(); ++i) weights.data()[i] = static_cast<float>(scale * random.normal());
    for (float& b : network.bias(l)) b = static_cast<float>(bias_scale * random.normal());
  }
  return network;
}

/// Every corner of the box: each numeric input at an end of its range, each group at a vertex.
std::vector<std::vector<double>> corners_of(const InputBox& box) {
  std::vector<std::vector<double>> corners = {{}};
  std::size_t k = 0;
  while (k < box.inputs()) {
    const auto group = std::ranges::find(box.groups, k, &InputBox::Group::first);
    const std::size_t count = group != box.groups.end() ? group->count : 1;
    std::vector<std::vector<double>> longer;
    for (const std::vector<double>& corner : corners) {
      for (std::size_t choice = 0; choice < (group != box.groups.end() ? count : 2); ++choice) {
        longer.push_back(corner);
        if (group == box.groups.end()) longer.back().push_back(choice == 0 ? box.lower[k] : box.upper[k]);
        for (std::size_t g = 0; group != box.groups.end() && g < count; ++g) longer.back().push_back(g == choice);
      }
    }
    corners = std::move(longer);
    k += count;
  }
  return corners;
}

double dot(std::span<const float> weights, const std::vector<double>& x) {
  double sum = 0;
  for (std::size_t k = 0; k < x.size(); ++k) sum += weights[k] * x[k];
  return sum;
}

/// Upper bound of sign · z by backward linear relaxation, function by function, with no heed to rounding. `bounds` are
/// those of the layers below.
double naive_crown(const Network<float>& network, const InputBox& box, const std::vector<LayerBounds>& bounds,
                   std::size_t layer, std::size_t unit, double sign) {
  const std::span<const float> own = network.weights(layer).row(unit);
  std::vector<double> coefficients(own.begin(), own.end());
  for (double& c : coefficients) c *= sign;
  double constant = sign * network.bias(layer)[unit];
  for (std::size_t l = layer; l-- > 0;) {
    std::vector<double> below(network.layers()[l].inputs());
    for (std::size_t i = 0; i < coefficients.size(); ++i) {
      const double low = bounds[l].lower[i].value, high = bounds[l].upper[i].value;
      double slope = 0, offset = 0;
      if (low >= 0) {
        slope = 1;
      } else if (high > 0 && coefficients[i] > 0) {
        slope = high / (high - low), offset = -slope * low;
      } else if (high > 0) {
        slope = high > -low ? 1 : 0;
      }
      const double c = coefficients[i];
      constant += c * (offset + slope * network.bias(l)[i]);
      for (std::size_t k = 0; k < below.size(); ++k) below[k] += c * slope * network.weights(l).row(i)[k];
    }
    coefficients = std::move(below);
  }
  const std::vector<double> corner = box.highest_corner(coefficients);
  for (std::size_t k = 0; k < corner.size(); ++k) constant += coefficients[k] * corner[k];
  return constant;
}

/// Upper bound of sign · z from the bounds of the layer below.
double naive_interval(const Network<float>& network, const LayerBounds& below, std::size_t layer, std::size_t unit,
                      double sign) {
  double bound = sign * network.bias(layer)[unit];
  const std::span<const float> weights = network.weights(layer).row(unit);
  for (std::size_t k = 0; k < weights.size(); ++k) {
    const double w = sign * weights[k];
    bound += w * std::max(w > 0 ? below.upper[k].value : below.lower[k].value, 0.0);
  }
  return bound;
}

}  // namespace

TEST_CASE("the ladder: what the interval leaves open the relaxation proves") {
  // z = ReLU(x) + ReLU(-x) - 1.5 on [-1, 1]
  const auto network = network_of({{{{1}, 0}, {{-1}, 0}}, {{{1, 1}, -1.5F}}});
  const auto bounds = bounds_of(network, unit_box(1));
  check_bounds(bounds[0], 0, -1, 1);
  check_bounds(bounds[0], 1, -1, 1);
  CHECK(naive_interval(network, bounds[0], 1, 0, 1) == doctest::Approx(0.5));
  CHECK(bounds[1].upper[0].value >= -0.5);
  CHECK(bounds[1].upper[0].value <= -0.5 + 1e-6);
  CHECK(bounds[1].upper[0].method == BoundMethod::crown);
  // from below both lines are 0
  CHECK(bounds[1].lower[0].value <= -1.5);
  CHECK(bounds[1].lower[0].value >= -1.5 - 1e-6);
}

TEST_CASE("bounds of the first layer are worked out by hand") {
  const auto network = network_of({{{{2, -1}, 0.5F}, {{-2, 1}, 0.5F}, {{0, 3}, -10}, {{-0.0F, 0}, -0.0F}}});
  const auto bounds = bounds_of(network, box_between({-1, 0}, {2, 3}));
  check_bounds(bounds[0], 0, -4.5, 4.5);
  check_bounds(bounds[0], 1, -3.5, 5.5);
  check_bounds(bounds[0], 2, -10, -1);
  check_bounds(bounds[0], 3, 0, 0, 1e-37);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(bounds[0].upper[i].method == BoundMethod::interval);
    CHECK(bounds[0].lower[i].method == BoundMethod::interval);
  }
}

TEST_CASE("where the relaxation crosses 0 and the interval does not, the interval is the bound") {
  // h = ReLU(2x - y + 0.5) is in [0, 4.5]; the line beneath it is z itself, which goes down to -4
  const auto network = network_of({{{{2, -1}, 0.5F}}, {{{-1}, 0}, {{1}, -1}}});
  const auto bounds = bounds_of(network, box_between({-1, 0}, {2, 2.5}));
  check_bounds(bounds[0], 0, -4, 4.5);
  check_bounds(bounds[1], 0, -4.5, 0);
  CHECK(bounds[1].upper[0].method == BoundMethod::interval);
  check_bounds(bounds[1], 1, -1, 3.5);
}

TEST_CASE("an unstable unit is bounded from above by the line through both ends of its range") {
  // a = ReLU(x + 1) with x in [-2, 2] is below 0.75 (x + 2), b = ReLU(x + 4) is x + 4
  const auto network = network_of({{{{1}, 1}, {{1}, 4}}, {{{1, -1}, 0}, {{-1, 1}, 0}}});
  const auto bounds = bounds_of(network, box_between({-2}, {2}));
  // a - b <= 0.75 x + 1.5 - x - 4 = -2.5 - 0.25 x, at x = -2; the true maximum is there too
  check_bounds(bounds[1], 0, -3, -2);
  // b - a <= x + 4 - (x + 1) = 3, as the line beneath a is a itself
  check_bounds(bounds[1], 1, 2, 3);
  CHECK(bounds[1].upper[0].method == BoundMethod::crown);
}

TEST_CASE("a unit that is only just unstable is not taken for a stable one") {
  for (const float excess : {1e-1F, 1e-2F, 1e-3F, 1e-4F}) {
    CAPTURE(excess);
    // ReLU(x + 1 - excess) - ReLU(x + 2) is -1 at x = -1, and -1 - excess where the first fires
    const auto network = network_of({{{{1}, 1 - excess}, {{1}, 2}}, {{{1, -1}, 0}, {{-1, 1}, 0}}});
    const auto bounds = bounds_of(network, unit_box(1));
    CHECK(bounds[1].upper[0].value >= -1);
    CHECK(bounds[1].lower[1].value <= 1);
    // and one that is only just not stably inactive: ReLU(x - 1 + excess) is excess at x = 1
    const auto inactive = network_of({{{{1}, -1 + excess}}, {{{1}, 0}, {{-1}, 0}}});
    const auto small = bounds_of(inactive, unit_box(1));
    CHECK(small[1].upper[0].value >= static_cast<double>(-1 + excess) + 1);
    CHECK(small[1].lower[1].value <= -(static_cast<double>(-1 + excess) + 1));
  }
}

TEST_CASE("in the first layer each bound is attained at a corner") {
  Random random(1, RandomStream::check);
  for (int repetition = 0; repetition < 60; ++repetition) {
    InputBox box = repetition % 2 == 0 ? grouped_box({}, 1 + random.below(6)) : grouped_box({3, 1, 2}, random.below(4));
    for (std::size_t k = 0; k < box.inputs(); ++k) {
      if (box.lower[k] == 0) continue;  // of a group
      box.lower[k] = random.normal();
      box.upper[k] = box.lower[k] + (random.below(5) == 0 ? 0 : 10 * random.uniform());
    }
    const Network<float> network = random_network({box.inputs(), 8, 1}, 1, random);
    const LayerBounds bounds = bounds_of(network, box)[0];
    const auto corners = corners_of(box);
    for (std::size_t i = 0; i < 8; ++i) {
      double lowest = k_infinity, highest = -k_infinity, size = std::abs(network.bias(0)[i]);
      for (const std::vector<double>& corner : corners) {
        const double z = dot(network.weights(0).row(i), corner) + network.bias(0)[i];
        lowest = std::min(lowest, z);
        highest = std::max(highest, z);
      }
      for (std::size_t k = 0; k < box.inputs(); ++k)
        size += std::abs(network.weights(0).row(i)[k]) * std::max(std::abs(box.lower[k]), std::abs(box.upper[k]));
      check_bounds(bounds, i, lowest, highest, 1.01 * static_cast<double>(box.inputs() + 1) * 0x1p-24 * size + 1e-36);
    }
  }
}

TEST_CASE("of random units on one feature a quarter is proven inactive, and a quarter proven active") {
  // max z = |w| + b and min z = b - |w|; |w| is uniform on [0, c], so b <= -|w| has the probability
  // E (c - |w|) / 2c = 1/4, and so has b > |w|. The standard deviation of the share is √(1/4 · 3/4 / n).
  constexpr std::size_t k_units = 10000;
  Random random(2, RandomStream::check);
  for (const double c : {1e-3, 1.0, 50.0}) {
    CAPTURE(c);
    Network<float> network({1, k_units, 1}, Activation());
    for (std::size_t i = 0; i < k_units; ++i) {
      network.weights(0).row(i)[0] = static_cast<float>(random.uniform(-c, c));
      network.bias(0)[i] = static_cast<float>(random.uniform(-c, c));
    }
    const LayerBounds bounds = bounds_of(network, unit_box(1))[0];
    const double inactive = std::ranges::count_if(bounds.upper, [](const Bound& bound) { return bound.value <= 0; });
    const double active = std::ranges::count_if(bounds.lower, [](const Bound& bound) { return bound.value > 0; });
    const double deviation = std::sqrt(0.25 * 0.75 / k_units);
    CHECK(std::abs(inactive / k_units - 0.25) < 3 * deviation);
    CHECK(std::abs(active / k_units - 0.25) < 3 * deviation);
  }
}

TEST_CASE("above stable units the bounds are those of an affine function") {
  // ReLU(x + 5) - ReLU(x + 5) + ReLU(y - 9) is 0
  const auto cancelling = network_of({{{{1, 0}, 5}, {{1, 0}, 5}, {{0, 1}, -9}}, {{{1, -1, 7}, 0}}});
  check_bounds(bounds_of(cancelling, unit_box(2))[1], 0, 0, 0, 1e-5);

  Random random(3, RandomStream::check);
  for (int repetition = 0; repetition < 20; ++repetition) {
    Network<float> network = random_network({5, 8, 6, 4, 1}, 0, random);
    const InputBox box = grouped_box({2}, 3);
    for (std::size_t l = 0; l < 2; ++l)
      for (float& b : network.bias(l)) b = random.below(3) == 0 ? -1000.0F : 100.0F;
    for (float& b : network.bias(1)) b *= 20;
    const auto bounds = bounds_of(network, box);
    for (std::size_t l = 0; l < 2; ++l)
      for (std::size_t i = 0; i < bounds[l].upper.size(); ++i)
        REQUIRE((bounds[l].lower[i].value > 0 || bounds[l].upper[i].value < 0));
    std::vector<double> lowest(4, k_infinity), highest(4, -k_infinity);
    for (const std::vector<double>& corner : corners_of(box)) {
      const std::vector<double> z = ReferencePass(network, corner).z[2];
      for (std::size_t i = 0; i < 4; ++i)
        lowest[i] = std::min(lowest[i], z[i]), highest[i] = std::max(highest[i], z[i]);
    }
    for (std::size_t i = 0; i < 4; ++i) check_bounds(bounds[2], i, lowest[i], highest[i], 0.05);  // of sizes near 5000
  }
}

TEST_CASE("a reported bound is the tighter of interval and relaxation, and says which") {
  Random random(4, RandomStream::check);
  std::size_t by_interval = 0, by_crown = 0;
  for (int repetition = 0; repetition < 40; ++repetition) {
    const InputBox box = repetition % 2 == 0 ? unit_box(4) : grouped_box({3}, 2);
    const Network<float> network = random_network({box.inputs(), 7, 9, 5, 1}, 0.5, random);
    const auto bounds = bounds_of(network, box);
    for (std::size_t l = 1; l < 3; ++l) {
      CHECK(bounds[l].upper_slopes.shape()[0] == bounds[l].upper.size());
      CHECK(bounds[l].upper_slopes.shape()[1] == box.inputs());
      for (std::size_t i = 0; i < bounds[l].upper.size(); ++i) {
        for (const double sign : {1.0, -1.0}) {
          const double crown = naive_crown(network, box, bounds, l, i, sign);
          const double interval = naive_interval(network, bounds[l - 1], l, i, sign);
          const Bound& bound = sign > 0 ? bounds[l].upper[i] : bounds[l].lower[i];
          CHECK(sign * bound.value >= std::min(crown, interval));
          CHECK(sign * bound.value <= std::min(crown, interval) + 1e-4);
          if (std::abs(crown - interval) > 1e-4) CHECK((bound.method == BoundMethod::crown) == (crown < interval));
          (crown < interval ? by_crown : by_interval) += 1;
        }
      }
    }
  }
  CHECK(by_crown > 100);
  CHECK(by_interval > 10);
}

TEST_CASE("a part that is the whole box has the bounds of the whole box") {
  Random random(3, RandomStream::check);
  const Network<float> network = random_network({3, 6, 6, 6, 1}, 0.3, random);
  const InputBox box = unit_box(3);
  const Bounder bounder(network, box);
  for (std::size_t l = 0; l < 3; ++l) {
    const LayerBounds& whole = bounder.bounds()[l];
    for (std::size_t i = 0; i < 6; ++i) {
      BoxBatch part(1, 3);
      std::ranges::copy(box.lower, part.lower.begin());
      std::ranges::copy(box.upper, part.upper.begin());
      const std::vector<std::size_t> unit = {i};
      CAPTURE(l);
      CAPTURE(i);
      CHECK(bounder.upper_bounds(l, unit, part, Effort::crown).values[0] ==
            doctest::Approx(whole.upper[i].value).epsilon(1e-9));
    }
  }
}

TEST_CASE("the slopes of the first layer are its weights") {
  Random random(5, RandomStream::check);
  const Network<float> network = random_network({3, 4, 1}, 1, random);
  const auto bounds = bounds_of(network, unit_box(3));
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t k = 0; k < 3; ++k) CHECK(bounds[0].upper_slopes(i, k) == network.weights(0).row(i)[k]);
}

TEST_CASE("a unit whose weights are all 0 is at its bias") {
  const LayerParameters constants = {{{0, 0}, 1}, {{0, 0}, -1}, {{-0.0F, 0}, 0}, {{0, 0}, -0.0F}};
  const auto network = network_of({constants, {{{0, 0, 0, 0}, 2}, {{1, 1, 1, 1}, -2}, {{0, 1, 1, 1}, 0}}});
  const auto bounds = bounds_of(network, box_between({-1e6, 3}, {1e6, 4}));
  check_bounds(bounds[0], 0, 1, 1, 1e-7);
  check_bounds(bounds[0], 1, -1, -1, 1e-7);
  check_bounds(bounds[0], 2, 0, 0, 1e-30);
  check_bounds(bounds[0], 3, 0, 0, 1e-30);
  check_bounds(bounds[1], 0, 2, 2, 1e-6);
  check_bounds(bounds[1], 1, -1, -1, 1e-6);
  check_bounds(bounds[1], 2, 0, 0, 1e-30);
}

TEST_CASE("in a box without width the bounds are the value") {
  Random random(6, RandomStream::check);
  const Network<float> network = random_network({3, 6, 5, 4, 1}, 1, random);
  const std::vector<double> x = {0.25, -3, 0};
  const auto bounds = bounds_of(network, box_between(x, x));
  const ReferencePass pass(network, x);
  for (std::size_t l = 0; l < 3; ++l)
    for (std::size_t i = 0; i < pass.z[l].size(); ++i) check_bounds(bounds[l], i, pass.z[l][i], pass.z[l][i], 3e-5);
}

TEST_CASE("bounds that double cannot tell from 0 are not rounded to it") {
  // the greatest z is 2^-149, the least float; one more weight makes it a matter of rounding
  const float least = std::numeric_limits<float>::denorm_min();
  const auto network = network_of({{{{least}, 0}, {{-least}, 0}, {{1}, -1 + 0x1p-24F}, {{1}, -1}}});
  const LayerBounds bounds = bounds_of(network, box_between({0}, {1}))[0];
  CHECK(bounds.upper[0].value >= least);
  CHECK(bounds.lower[1].value <= -least);
  CHECK(bounds.upper[2].value >= 0x1p-24);
  CHECK(bounds.upper[3].value >= 0);
  CHECK(bounds.lower[3].value <= -1);
}

TEST_CASE("where a float may overflow there is no bound") {
  Random random(8, RandomStream::check);
  Network<float> network = random_network({4, 6, 6, 6, 6, 1}, 0, random);
  for (float& p : network.parameters()) p *= 1e30F;
  const auto bounds = bounds_of(network, unit_box(4));
  for (std::size_t i = 0; i < 6; ++i) {
    CHECK(std::isfinite(bounds[0].upper[i].value));
    CHECK(std::isfinite(bounds[0].lower[i].value));
    for (std::size_t l = 1; l < 4; ++l) {
      CHECK(bounds[l].upper[i].value == k_infinity);
      CHECK(bounds[l].lower[i].value == -k_infinity);
    }
  }
}

TEST_CASE("partial sums that overflow count, however small the sum is") {
  const LayerBounds bounds = bounds_of(network_of({{{{3e38F, -3e38F, 1}, -9},  // +∞ if the first two are added last
                                                    {{2e38F, 2e38F, -2e38F}, -9},  // and here if they come first
                                                    {{1e38F, 1e38F, -1e38F}, -9},
                                                    {{1, 1, 1}, -9}}}),
                                       unit_box(3))[0];
  for (const std::size_t unit : {0U, 1U}) {
    CHECK(bounds.upper[unit].value == k_infinity);
    CHECK(bounds.lower[unit].value == -k_infinity);
  }
  check_bounds(bounds, 2, -3e38 - 9, 3e38 - 9, 1e33);
  check_bounds(bounds, 3, -12, -6, 1e-4);
}

TEST_CASE("the largest floats bound what does not reach them") {
  const float largest = std::numeric_limits<float>::max();
  const LayerBounds bounds = bounds_of(network_of({{{{largest}, 0}, {{largest / 2}, 0}}}), unit_box(1))[0];
  CHECK(bounds.upper[0].value == k_infinity);  // rounding may take it beyond
  CHECK(bounds.lower[0].value == -k_infinity);
  check_bounds(bounds, 1, -largest / 2, largest / 2, 1e33);
}

TEST_CASE("a weight of 0 does not shield a unit from what overflowed: 0 times ∞ is not a number") {
  const auto network = network_of({{{{1e38F, 1e38F, 1e38F, 1e38F}, 0}, {{1, 0, 0, 0}, 0}},
                                   {{{0, 1}, -5}, {{0, 0}, -5}, {{-0.0F, 1}, 5}},
                                   {{{0, 0, 0}, -1}}});
  const auto bounds = bounds_of(network, unit_box(4));
  CHECK(bounds[0].upper[0].value == k_infinity);
  check_bounds(bounds[0], 1, -1, 1);
  for (std::size_t l = 1; l < 3; ++l) {
    for (std::size_t i = 0; i < bounds[l].upper.size(); ++i) {
      CHECK(bounds[l].upper[i].value == k_infinity);
      CHECK(bounds[l].lower[i].value == -k_infinity);
    }
  }
}

TEST_CASE("parameters that are not finite bound nothing") {
  const float infinity = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
  for (const float odd : {infinity, -infinity, nan}) {
    CAPTURE(odd);
    const auto network = network_of(
        {{{{odd, 1}, -1}, {{1, 1}, odd}, {{1, odd}, -1}, {{1, 1}, -3}}, {{{0, 0, 0, 1}, -1}, {{-1, -1, -1, -1}, -1}}});
    for (const InputBox& box : {unit_box(2), box_between({0, 0}, {0, 0}), box_between({1, 1}, {2, 2})}) {
      const auto bounds = bounds_of(network, box);
      for (std::size_t l = 0; l < 2; ++l) {
        for (std::size_t i = 0; i < bounds[l].upper.size(); ++i) {
          CAPTURE(l);
          CAPTURE(i);
          const bool sound = l == 0 && i == 3;
          CHECK(std::isfinite(bounds[l].upper[i].value) == sound);
          CHECK(std::isfinite(bounds[l].lower[i].value) == sound);
          CHECK_FALSE(std::isnan(bounds[l].upper[i].value));
          CHECK_FALSE(std::isnan(bounds[l].lower[i].value));
          if (!sound) CHECK_FALSE((bounds[l].upper[i].value <= 0 || bounds[l].lower[i].value > 0));
        }
      }
    }
  }
}

TEST_CASE("a box beyond the floats bounds nothing, except where it has no weight") {
  for (const double far : {1e39, 1e300, k_infinity}) {
    CAPTURE(far);
    const LayerBounds bounds =
        bounds_of(network_of({{{{1, 1}, -1}, {{-1, 0}, -1}}}), box_between({-far, 0}, {far, 1}))[0];
    for (std::size_t i = 0; i < 2; ++i) {
      CHECK(bounds.upper[i].value == k_infinity);
      CHECK(bounds.lower[i].value == -k_infinity);
    }
  }
  check_bounds(bounds_of(network_of({{{{0, 1}, -3}}}), box_between({-1e39, 0}, {1e39, 1}))[0], 0, -3, -2);
}

TEST_CASE("a one-hot group is at its greatest at one of its inputs") {
  const auto network = network_of({{{{1, 2, -3}, 0}, {{-1, -2, -3}, 0.5F}, {{2, 2, 2}, -2.5F}, {{5, 0, 0}, -1}}});
  const LayerBounds bounds = bounds_of(network, grouped_box({3}, 0))[0];
  check_bounds(bounds, 0, -3, 2);
  check_bounds(bounds, 1, -2.5, -0.5);
  check_bounds(bounds, 2, -0.5, -0.5);  // not 3.5, nor -2.5, where all three or none are 1
  check_bounds(bounds, 3, -1, 4);
}

TEST_CASE("groups stand beside numeric inputs and each other") {
  // two groups and then x, y in [-1, 1]
  const auto network =
      network_of({{{{1, 2, -3, /**/ 4, -5, /**/ 1, -2}, 0}, {{-1, -1, -1, /**/ -7, -8, /**/ 0, 1}, 6}}});
  const LayerBounds bounds = bounds_of(network, grouped_box({3, 2}, 2))[0];
  check_bounds(bounds, 0, -3 - 5 - 3, 2 + 4 + 3, 1e-5);
  check_bounds(bounds, 1, 6 - 1 - 8 - 1, 6 - 1 - 7 + 1, 3e-5);
}

TEST_CASE("groups are kept together through the layers") {
  // ReLU(5 a) - ReLU(5 a) + ReLU(b + 2) with a + b = 1: the relaxation sees that the first two cancel
  const auto network = network_of({{{{5, 0}, 1}, {{5, 0}, 1}, {{0, 1}, 2}}, {{{1, -1, 1}, 0}, {{-1, 0, -1}, 0}}});
  const auto bounds = bounds_of(network, grouped_box({2}, 0));
  check_bounds(bounds[1], 0, 2, 3, 1e-5);
  check_bounds(bounds[1], 1, -8, -4, 1e-5);  // -(5a + 1) - (b + 2) is -8 or -4, never -9 or -3
}

}  // TEST_SUITE("bounds")
