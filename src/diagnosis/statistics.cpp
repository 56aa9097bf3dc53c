#include "diagnosis/statistics.hpp"

#include <algorithm>
#include <cmath>

#include "support/elementary.hpp"

namespace reluscope {
namespace {

constexpr double k_two_pi = 0x1.921fb54442d18p2;

// Binomial probabilities by Loader 2000, "Fast and accurate computation of binomial probabilities": what cancels is
// taken out beforehand, so that they are exact to a few units in the last place for any number of trials.

/// ln n! − ln(√(2πn)·(n/e)ⁿ), n > 0.
double stirling_error(double n) {
  if (n < 16) {
    double factorial = 1;
    for (double k = 2; k <= n; ++k) factorial *= k;
    return logarithm(factorial) - (0.5 * logarithm(k_two_pi * n) + n * logarithm(n) - n);
  }
  const double square = n * n;
  return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - (1.0 / 1188) / square) / square) / square) / square) / n;
}

/// x·ln(x/mean) + mean − x.
double deviance(double x, double mean) {
  const double v = (x - mean) / (x + mean);
  if (std::abs(v) >= 0.1) return x * logarithm(x / mean) + mean - x;
  double sum = (x - mean) * v, power = 2 * x * v;
  for (int k = 3;; k += 2) {
    power *= v * v;
    const double next = sum + power / k;
    if (next == sum) return sum;
    sum = next;
  }
}

/// The probability of k hits in n trials, 0 < k < n, at the rate p.
double probability(double k, double n, double p) {
  const double exponent =
      stirling_error(n) - stirling_error(k) - stirling_error(n - k) - deviance(k, n * p) - deviance(n - k, n * (1 - p));
  return exponential(exponent) * std::sqrt(n / (k_two_pi * k * (n - k)));
}

/// The probability of at most k, over that of k itself, for k below the mean.
double tail_ratio(double k, double n, double p) {
  double sum = 1, term = 1;
  for (double i = k; i > 0; --i) {
    term *= i * (1 - p) / ((n - i + 1) * p);
    const double next = sum + term;
    if (next == sum) break;
    sum = next;
  }
  return sum;
}

/// The rate at which as few hits or fewer have the probability `level`.
double upper_bound(std::int64_t hits, std::int64_t trials, double level, double normal_quantile) {
  const auto k = static_cast<double>(hits), n = static_cast<double>(trials);
  if (hits == trials) return 1;
  if (hits == 0) return -exponential_minus_1(logarithm(level) / n);
  // Newton's method on the logarithm of the tail, kept between bounds that close in
  double low = k / n, high = 1;
  double p = std::min(low + normal_quantile * std::sqrt(low * (1 - low) / n) + 1.5 / n, (low + 1) / 2);
  for (int step = 0; step < 200; ++step) {
    const double of_k = probability(k, n, p), tail = of_k * tail_ratio(k, n, p);
    (tail > level ? low : high) = p;
    const double slope = -(n - k) / (1 - p) * of_k / tail;  // of ln tail
    double next = p - logarithm(tail / level) / slope;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (std::abs(next - p) <= 1e-15 * p || next == low || next == high) return next;
    p = next;
  }
  return p;
}

}  // namespace

double upper_bound_95(std::int64_t hits, std::int64_t trials) { return upper_bound(hits, trials, 0.05, 1.645); }

Interval rate_interval_95(std::int64_t hits, std::int64_t trials) {
  constexpr double k_tail = 0.025, k_quantile = 1.96;
  return {.lower = 1 - upper_bound(trials - hits, trials, k_tail, k_quantile),
          .upper = upper_bound(hits, trials, k_tail, k_quantile)};
}

}  // namespace reluscope
