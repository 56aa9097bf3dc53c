#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <doctest/doctest.h>
#include <map>
#include <numeric>
#include <vector>

#include "support/random.hpp"

TEST_SUITE("random") {

using reluscope::Random;
using reluscope::RandomStream;

namespace {

constexpr int k_draws = 200'000;

/// Pearson's statistic against equal probabilities.
double chi_square(const std::vector<int>& counts) {
  const double expected = std::accumulate(counts.begin(), counts.end(), 0.0) / static_cast<double>(counts.size());
  double sum = 0;
  for (const int count : counts) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

/// The mean of `draw()` over k_draws draws.
template <class Draw>
double mean_of(const Draw& draw) {
  double sum = 0;
  for (int i = 0; i < k_draws; ++i) sum += draw();
  return sum / k_draws;
}

/// Four standard errors of a mean of k_draws values with this variance.
double four_sigma(double variance) { return 4 * std::sqrt(variance / k_draws); }

std::vector<std::uint32_t> zero_to(std::uint32_t count) {
  std::vector<std::uint32_t> values(count);
  std::iota(values.begin(), values.end(), 0);
  return values;
}

}  // namespace

// Made with a plain Python implementation of SplitMix64's finaliser and of MT19937-64, checked against the numbers of
// their papers (mix(0) = e220a8397b1dcdaf; the 10,000th draw of seed 5489 is 9981545732273789042).
TEST_CASE("the first numbers of a stream are these, on every platform and in every version") {
  Random split(0, RandomStream::split);
  CHECK(split.uniform() == 0.12394935945186514);
  CHECK(split.uniform() == 0.9470614776235294);
  CHECK(split.uniform() == 0.23311224725402357);
  for (int i = 3; i < 9'999; ++i) split.uniform();
  CHECK(split.uniform() == 0.1312977789398665);

  Random shuffle(42, RandomStream::shuffle, 7);
  CHECK(shuffle.uniform() == 0.7247824019744077);
  CHECK(shuffle.uniform() == 0.05747630679301208);

  Random digits(0, RandomStream::split);
  for (const std::uint64_t expected : {6, 6, 0, 3, 5, 0, 5, 8}) CHECK(digits.below(10) == expected);

  Random normal(0, RandomStream::initialisation);
  for (const double expected : {1.8086402712376297, 1.6951442605805218, -0.7994273573023438, -1.5758955564308228})
    CHECK(normal.normal() == doctest::Approx(expected).epsilon(1e-14));

  std::vector<std::uint32_t> order = zero_to(8);
  Random(7, RandomStream::split).shuffle(order);
  CHECK(order == std::vector<std::uint32_t>{2, 5, 6, 1, 7, 4, 0, 3});
}

TEST_CASE("the same seed, stream and index give the same numbers; any other gives others") {
  Random first(3, RandomStream::shuffle, 5), same(3, RandomStream::shuffle, 5);
  for (int i = 0; i < 100; ++i) REQUIRE(first.uniform() == same.uniform());

  const double here = Random(3, RandomStream::shuffle, 5).uniform();
  CHECK(Random(4, RandomStream::shuffle, 5).uniform() != here);
  CHECK(Random(3, RandomStream::check, 5).uniform() != here);
  CHECK(Random(3, RandomStream::shuffle, 6).uniform() != here);
}

TEST_CASE("uniform numbers lie in [0, 1), with mean 1/2 and variance 1/12") {
  Random random(1, RandomStream::check);
  double sum = 0, squares = 0;
  for (int i = 0; i < k_draws; ++i) {
    const double x = random.uniform();
    REQUIRE((x >= 0 && x < 1));
    sum += x - 0.5;
    squares += (x - 0.5) * (x - 0.5);
  }
  CHECK(std::abs(sum / k_draws) < four_sigma(1.0 / 12));
  CHECK(std::abs(squares / k_draws - 1.0 / 12) < four_sigma(1.0 / 80 - 1.0 / 144));
  for (int i = 0; i < 1000; ++i) {
    const double x = random.uniform(-2, 3);
    REQUIRE((x >= -2 && x < 3));
  }
}

TEST_CASE("below() gives each number equally often") {
  Random random(2, RandomStream::check);
  std::vector<int> counts(10);
  for (int i = 0; i < k_draws; ++i) ++counts.at(random.below(10));
  CHECK(chi_square(counts) < 33.72);  // 9 degrees of freedom, 0.9999
  for (int i = 0; i < 100; ++i) REQUIRE(random.below(1) == 0);
}

TEST_CASE("below() has no bias where the bound does not divide 2^64") {
  // the remainder alone would put half of all draws, not a third, into the lowest third
  Random random(3, RandomStream::check);
  const std::uint64_t third = std::uint64_t{1} << 62;
  const double share = mean_of([&] { return random.below(3 * third) < third ? 1.0 : 0.0; });
  CHECK(std::abs(share - 1.0 / 3) < four_sigma(2.0 / 9));
}

TEST_CASE("normal numbers have the moments of the standard normal distribution") {
  Random random(4, RandomStream::check);
  std::array<double, 5> moments{};
  double within_one = 0, neighbours = 0, previous = 0;
  for (int i = 0; i < k_draws; ++i) {
    const double x = random.normal();
    double power = 1;
    for (double& moment : moments) {
      moment += power / k_draws;
      power *= x;
    }
    within_one += (std::abs(x) < 1 ? 1.0 : 0.0) / k_draws;
    neighbours += x * previous / k_draws;
    previous = x;
  }
  CHECK(std::abs(moments[1]) < four_sigma(1));
  CHECK(std::abs(moments[2] - 1) < four_sigma(2));
  CHECK(std::abs(moments[3]) < four_sigma(15));
  CHECK(std::abs(moments[4] - 3) < four_sigma(96));
  CHECK(std::abs(within_one - 0.6826894921370859) < four_sigma(0.2166));
  CHECK(std::abs(neighbours) < four_sigma(1));  // the two of a pair are independent
}

TEST_CASE("Beta(2, 1) numbers have mean 2/3, variance 1/18, and a quarter of them are below 1/2") {
  Random random(5, RandomStream::check);
  CHECK(std::abs(mean_of([&] { return random.beta_2_1(); }) - 2.0 / 3) < four_sigma(1.0 / 18));
  const auto square = [](double x) { return x * x; };
  CHECK(std::abs(mean_of([&] { return square(random.beta_2_1() - 2.0 / 3); }) - 1.0 / 18) <
        four_sigma(1.0 / 135 - 1.0 / 324));
  CHECK(std::abs(mean_of([&] { return random.beta_2_1() < 0.5 ? 1.0 : 0.0; }) - 0.25) < four_sigma(0.1875));
}

TEST_CASE("a shuffle is a permutation") {
  std::vector<std::uint32_t> order = zero_to(1000);
  Random(6, RandomStream::shuffle).shuffle(order);
  CHECK(order != zero_to(1000));
  std::ranges::sort(order);
  CHECK(order == zero_to(1000));

  std::vector<std::uint32_t> none;
  Random(6, RandomStream::shuffle).shuffle(none);
  CHECK(none.empty());
}

TEST_CASE("a shuffle gives each of the six orders of three equally often") {
  Random random(7, RandomStream::shuffle);
  std::map<std::vector<std::uint32_t>, int> seen;
  for (int i = 0; i < 60'000; ++i) {
    std::vector<std::uint32_t> order = zero_to(3);
    random.shuffle(order);
    ++seen[order];
  }
  std::vector<int> counts;
  for (const auto& [order, count] : seen) counts.push_back(count);
  REQUIRE(counts.size() == 6);
  CHECK(chi_square(counts) < 25.74);  // 5 degrees of freedom, 0.9999
}

}  // TEST_SUITE("random")
