#include <bit>
#include <cmath>
#include <cstdint>
#include <doctest/doctest.h>
#include <limits>
#include <random>

#include "support/elementary.hpp"
#include "support/normal_distribution.hpp"

using namespace reluscope;

TEST_SUITE("elementary functions") {

namespace {

/// In units in the last place of the exact value, of which long double has 11 more bits.
double error_in_ulps(double ours, long double exact) {
  const double rounded = static_cast<double>(exact);
  const double ulp = std::max(std::nextafter(std::abs(rounded), HUGE_VAL) - std::abs(rounded), 0x1p-1074);
  return static_cast<double>(std::abs(static_cast<long double>(ours) - exact) / static_cast<long double>(ulp));
}

double worst(auto draw, auto ours, auto exact) {
  double greatest = 0;
  for (int round = 0; round < 300'000; ++round) {
    const double x = draw();
    greatest = std::max(greatest, error_in_ulps(ours(x), exact(static_cast<long double>(x))));
  }
  return greatest;
}

}  // namespace

TEST_CASE("they are as exact as they say, over their whole range" *
          doctest::skip(sizeof(long double) < 16 || std::numeric_limits<long double>::digits < 64)) {
  std::mt19937_64 engine(1);
  const auto between = [&](double low, double high) {
    return [&engine, low, high] { return std::uniform_real_distribution<double>(low, high)(engine); };
  };
  const auto any_positive = [&] { return std::bit_cast<double>(engine() % 0x7ff0000000000000ULL); };
  CHECK(worst(
            between(-745, 709.7), [](double x) { return exponential(x); }, [](long double x) { return std::exp(x); }) <=
        1);
  CHECK(worst(
            between(-1, 1), [](double x) { return exponential(x); }, [](long double x) { return std::exp(x); }) <= 1);
  CHECK(worst(
            any_positive, [](double x) { return logarithm(x); }, [](long double x) { return std::log(x); }) <= 1);
  CHECK(worst(
            between(0.5, 2), [](double x) { return logarithm(x); }, [](long double x) { return std::log(x); }) <= 1);
  CHECK(worst(
            between(-1, 3), [](double x) { return exponential_minus_1(x); },
            [](long double x) { return std::expm1(x); }) <= 2);
  const long double pi = std::acos(-1.0L);
  CHECK(worst(
            between(0, 1), [](double x) { return cosine_of_pi(x); },
            [&](long double x) { return x == 0.5L ? 0 : std::sin(pi * (0.5L - x)); }) <= 2);
  for (const std::int64_t n : {1, 2, 3, 10, 1000, 123'456})
    CHECK(worst(
              between(0.99, 1.001), [&](double x) { return integer_power(x, n); },
              [&](long double x) { return std::pow(x, static_cast<long double>(n)); }) <= 2);
}

TEST_CASE("of a float, an exponential is exact to 2 units in its last place down to where it would be subnormal") {
  float greatest = 0;
  for (float x = 0; x > -87.3F; x -= 1e-4F) {
    const auto exact = static_cast<float>(std::exp(static_cast<double>(x)));
    greatest = std::max(greatest, std::abs(exponential(x) - exact) / (std::nextafter(exact, 2.0F) - exact));
  }
  CHECK(greatest <= 2);
  CHECK(exponential(-87.4F) == 0);
}

TEST_CASE("of a float, an exponential less 1 is exact to 2 units in its last place") {
  double greatest = 0;
  for (float x = 0; x > -20; x -= 1e-5F) {
    const double exact = std::expm1(static_cast<double>(x));
    const auto rounded = static_cast<float>(std::abs(exact));
    greatest = std::max(greatest, std::abs(exponential_minus_1(x) - exact) / (std::nextafter(rounded, 2.0F) - rounded));
  }
  CHECK(greatest <= 2);
  CHECK(exponential_minus_1(-1e-30F) == -1e-30F);
  CHECK(exponential_minus_1(-1e30F) == -1);
}

TEST_CASE_TEMPLATE("the normal distribution is as exact as it says, in its tails too", T, float, double) {
  const bool is_float = std::is_same_v<T, float>;
  std::mt19937_64 engine(3);
  std::uniform_real_distribution<double> wide(is_float ? -13 : -37, 10), near(-5, 5);
  const long double root = std::sqrt(2.0L), pi = std::acos(-1.0L);
  double worst_tail = 0, worst_near = 0;
  const auto error = [](T ours, long double exact) {
    const T rounded = static_cast<T>(exact);
    const T ulp = std::nextafter(rounded, std::numeric_limits<T>::infinity()) - rounded;
    return static_cast<double>(std::abs(ours - exact) / static_cast<long double>(ulp));
  };
  for (int round = 0; round < 200'000; ++round) {
    for (const bool is_near : {false, true}) {
      const T z = static_cast<T>(is_near ? near(engine) : wide(engine));
      const NormalDistribution<T> at = normal_distribution(z);
      const long double exact = z, density = std::exp(-exact * exact / 2) / (root * std::sqrt(pi));
      double& worst_here = is_near ? worst_near : worst_tail;
      worst_here =
          std::max({worst_here, error(at.cumulative, 0.5L * std::erfc(-exact / root)), error(at.density, density)});
    }
  }
  CHECK(worst_tail <= (is_float ? 12 : 50));
  CHECK(worst_near <= (is_float ? 12 : 5));
  CHECK(normal_distribution(T(0)).cumulative == doctest::Approx(0.5));
  CHECK(std::isnan(normal_distribution(std::numeric_limits<T>::quiet_NaN()).cumulative));
}

TEST_CASE("where they end: zero, infinity, what is not a number") {
  constexpr double k_infinity = std::numeric_limits<double>::infinity(),
                   k_nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(exponential(0.0) == 1);
  CHECK(exponential(800.0) == k_infinity);
  CHECK(exponential(k_infinity) == k_infinity);
  CHECK(exponential(-800.0) == 0);
  CHECK(exponential(-k_infinity) == 0);
  CHECK(std::isnan(exponential(k_nan)));
  CHECK(std::isnan(exponential(std::numeric_limits<float>::quiet_NaN())));
  CHECK(logarithm(1.0) == 0);
  CHECK(logarithm(0.0) == -k_infinity);
  CHECK(logarithm(k_infinity) == k_infinity);
  CHECK(std::isnan(logarithm(-1.0)));
  CHECK(std::isnan(logarithm(k_nan)));
  CHECK(logarithm(5e-324) == doctest::Approx(std::log(5e-324)));
  CHECK(exponential_minus_1(1e-300) == 1e-300);
  CHECK(integer_power(0.5, 0) == 1);
  CHECK(integer_power(0.5, 1074) == 0x1p-1074);
  CHECK(cosine_of_pi(0) == 1);
  CHECK(cosine_of_pi(0.5) == 0);
  CHECK(cosine_of_pi(1) == -1);
}

}  // TEST_SUITE("elementary functions")
