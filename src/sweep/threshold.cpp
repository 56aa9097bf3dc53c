#include "sweep/threshold.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "support/elementary.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_refits = 1000;
constexpr double k_beyond = std::numeric_limits<double>::infinity();

struct Share {
  double value;
  double weight;
};

/// The non-decreasing function nearest to the shares: neighbours in the wrong order are pooled (Ayer et al. 1955).
std::vector<double> isotonic(std::span<const Share> shares) {
  struct Pool {
    double value, weight;
    std::size_t size;
  };
  std::vector<Pool> pools;
  for (const Share& share : shares) {
    pools.push_back({share.value, share.weight, 1});
    while (pools.size() > 1 && pools[pools.size() - 2].value >= pools.back().value) {
      const Pool last = pools.back();
      pools.pop_back();
      Pool& pool = pools.back();
      const double weight = pool.weight + last.weight;
      pool = {(pool.value * pool.weight + last.value * last.weight) / weight, weight, pool.size + last.size};
    }
  }
  std::vector<double> fit;
  for (const Pool& pool : pools) fit.insert(fit.end(), pool.size, pool.value);
  return fit;
}

double logit(double share) { return logarithm(share / (1 - share)); }

/// Where the fit crosses one half; ∓∞ if it does so before or behind the positions. A stretch that is one half counts
/// by its middle.
double crossing(const std::vector<double>& fit, const std::vector<double>& positions) {
  constexpr double k_half = 0.5;
  const auto first_not_less = static_cast<std::size_t>(std::ranges::lower_bound(fit, k_half) - fit.begin());
  const auto first_greater = static_cast<std::size_t>(std::ranges::upper_bound(fit, k_half) - fit.begin());
  if (first_not_less < first_greater) return (positions[first_not_less] + positions[first_greater - 1]) / 2;
  if (first_greater == 0) return -k_beyond;
  if (first_greater == fit.size()) return k_beyond;
  const double before = logit(fit[first_greater - 1]), behind = logit(fit[first_greater]);
  const double from = positions[first_greater - 1], to = positions[first_greater];
  return from + (to - from) * before / (before - behind);
}

/// The fit of shares that rise with the position.
class RisingFit {
 public:
  RisingFit(std::span<const DoseResponse> points, bool is_rising) {
    for (const DoseResponse& point : points) {
      m_trials.push_back(point.trials);
      m_hits.push_back(is_rising ? point.hits : point.trials - point.hits);
    }
    m_fit = fit_to(m_hits);
  }

  const std::vector<double>& fit() const { return m_fit; }
  /// The sum of the squares of what it is off by.
  double error() const {
    double error = 0;
    for (std::size_t i = 0; i < m_fit.size(); ++i) {
      const Share share = share_of(i, m_hits[i]);
      error += share.weight * (share.value - m_fit[i]) * (share.value - m_fit[i]);
    }
    return error;
  }
  /// The fit to hits that are drawn from this one.
  std::vector<double> resampled(Random& random) const {
    std::vector<std::int64_t> hits(m_fit.size());
    for (std::size_t i = 0; i < hits.size(); ++i)
      for (std::int64_t trial = 0; trial < m_trials[i]; ++trial) hits[i] += random.uniform() < m_fit[i] ? 1 : 0;
    return fit_to(hits);
  }

 private:
  Share share_of(std::size_t point, std::int64_t hits) const {
    const auto trials = static_cast<double>(m_trials[point]);
    constexpr double k_prior = 1.0 / 3;  // neutral: the median of the posterior is the share itself (Kerman 2011)
    return {(static_cast<double>(hits) + k_prior) / (trials + 2 * k_prior), trials};
  }
  std::vector<double> fit_to(const std::vector<std::int64_t>& hits) const {
    std::vector<Share> shares;
    for (std::size_t i = 0; i < hits.size(); ++i) shares.push_back(share_of(i, hits[i]));
    return isotonic(shares);
  }

  std::vector<std::int64_t> m_hits, m_trials;
  std::vector<double> m_fit;
};

}  // namespace

AxisScale scale_of(std::span<const double> values) {
  constexpr double k_decade = 10;
  const auto [least, greatest] = std::ranges::minmax(values);
  return least > 0 && greatest >= k_decade * least ? AxisScale::log : AxisScale::lin;
}

Threshold threshold_of(std::span<const DoseResponse> points, AxisScale scale, Random& random) {
  std::vector<double> positions;
  for (const DoseResponse& point : points)
    positions.push_back(scale == AxisScale::log ? logarithm(point.value) : point.value);
  const RisingFit rising(points, true), falling(points, false);
  const bool is_falling = std::isfinite(crossing(falling.fit(), positions)) && falling.error() < rising.error();
  const RisingFit& best = is_falling ? falling : rising;

  const auto value_at = [&](double position) -> std::optional<double> {
    if (std::isinf(position)) return std::nullopt;
    return scale == AxisScale::log ? exponential(position) : position;
  };
  const double middle = crossing(best.fit(), positions);
  std::vector<double> resamples(k_refits);
  for (double& resample : resamples) resample = crossing(best.resampled(random), positions);
  std::ranges::sort(resamples);
  constexpr auto k_rank = static_cast<std::size_t>(0.025 * k_refits);
  return {.is_rising = !is_falling,
          .reach = std::isinf(middle) ? (middle < 0 ? Reach::below : Reach::above) : Reach::within,
          .value = value_at(middle),
          .lower = value_at(resamples[k_rank]),
          .upper = value_at(resamples[k_refits - 1 - k_rank])};
}

}  // namespace reluscope
