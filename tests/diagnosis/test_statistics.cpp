#include <cmath>
#include <doctest/doctest.h>
#include <initializer_list>

#include "diagnosis/statistics.hpp"

using namespace reluscope;

TEST_SUITE("statistics") {

namespace {

/// P(X ≤ k) for X ~ B(n, p), term by term.
double binomial_tail(std::int64_t k, std::int64_t n, double p) {
  double sum = 0;
  for (std::int64_t i = 0; i <= k; ++i) {
    const auto x = static_cast<double>(i), m = static_cast<double>(n);
    sum += std::exp(std::lgamma(m + 1) - std::lgamma(x + 1) - std::lgamma(m - x + 1) + x * std::log(p) +
                    (m - x) * std::log1p(-p));
  }
  return sum;
}

}  // namespace

TEST_CASE("of no hits the upper bound is 1 − 0.05^(1/n), about 3/n") {
  for (const std::int64_t n : {1, 2, 3, 10, 100, 359, 10'000, 1'000'000}) {
    CAPTURE(n);
    CHECK(upper_bound_95(0, n) == doctest::Approx(-std::expm1(std::log(0.05) / static_cast<double>(n))).epsilon(1e-9));
  }
  CHECK(upper_bound_95(0, 1) == doctest::Approx(0.95));
  CHECK(upper_bound_95(0, 10'000) == doctest::Approx(3e-4).epsilon(0.01));
}

TEST_CASE("of all hits the upper bound is 1") {
  for (const std::int64_t n : {1, 2, 50, 10'000}) CHECK(upper_bound_95(n, n) == 1);
}

TEST_CASE("of all hits but one the upper bound is 0.95^(1/n)") {
  for (const std::int64_t n : {2, 3, 50, 10'000})
    CHECK(upper_bound_95(n - 1, n) == doctest::Approx(std::pow(0.95, 1 / static_cast<double>(n))).epsilon(1e-9));
}

TEST_CASE("at the upper bound so few hits or fewer have a probability of 5 %") {
  for (const std::int64_t n : {2, 3, 7, 20, 100, 1000, 50'000}) {
    for (const double share : {0.0, 0.001, 0.01, 0.1, 0.3, 0.5, 0.9, 0.99}) {
      const auto k = static_cast<std::int64_t>(share * static_cast<double>(n));
      CAPTURE(n);
      CAPTURE(k);
      const double bound = upper_bound_95(k, n);
      CHECK(bound > static_cast<double>(k) / static_cast<double>(n));
      CHECK(binomial_tail(k, n, bound) == doctest::Approx(0.05).epsilon(1e-6));
    }
  }
}

TEST_CASE("more hits raise the upper bound, more trials lower it") {
  for (std::int64_t k = 0; k < 20; ++k) {
    CHECK(upper_bound_95(k, 20) < upper_bound_95(k + 1, 20));
    CHECK(upper_bound_95(k, 21) < upper_bound_95(k, 20));
  }
}

TEST_CASE("beyond either end of a rate's interval what was seen has the probability 0.025") {
  for (const std::int64_t n : {1, 5, 20, 1000}) {
    for (std::int64_t k = 0; k <= n; k += n < 20 ? 1 : n / 20) {
      CAPTURE(n);
      CAPTURE(k);
      const Interval interval = rate_interval_95(k, n);
      if (k == 0)
        CHECK(interval.lower == 0);
      else
        CHECK(1 - binomial_tail(k - 1, n, interval.lower) == doctest::Approx(0.025).epsilon(1e-6));
      if (k == n)
        CHECK(interval.upper == 1);
      else
        CHECK(binomial_tail(k, n, interval.upper) == doctest::Approx(0.025).epsilon(1e-6));
    }
  }
}

}  // TEST_SUITE("statistics")
