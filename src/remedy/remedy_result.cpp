#include "remedy/remedy_result.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace reluscope {
namespace {

using Runs = std::span<const std::optional<RemedyRun>>;

/// Differences that are taken for none: of a fraction of units, of an accuracy or R².
constexpr double k_same = 0.01;

std::optional<MeanEstimate> mean_of(Runs runs, double RemedyRun::*number, Random& random) {
  std::vector<double> values;
  for (const std::optional<RemedyRun>& run : runs)
    if (run && !run->is_diverged && std::isfinite((*run).*number)) values.push_back((*run).*number);
  return mean_estimate(std::move(values), random);
}

std::optional<MeanEstimate> difference_of(Runs runs, Runs base, double RemedyRun::*number, Random& random) {
  std::vector<double> values;
  for (std::size_t s = 0; s < runs.size(); ++s) {
    if (!runs[s] || !base[s] || runs[s]->is_diverged || base[s]->is_diverged) continue;
    const double difference = (*runs[s]).*number - (*base[s]).*number;
    if (std::isfinite(difference)) values.push_back(difference);
  }
  return mean_estimate(std::move(values), random);
}

/// Not shown to be worse, and not by more than a tenth.
bool is_no_worse(const Trial& trial, std::size_t seeds) {
  if (trial.diverged > 0 || trial.runs < static_cast<std::int64_t>(seeds) || !trial.loss) return false;
  if (!trial.loss_difference) return true;  // all runs as given diverged
  constexpr double k_tenth = 0.1;
  const MeanEstimate& difference = *trial.loss_difference;
  const double as_given = trial.loss->mean - difference.mean;
  return difference.mean <= k_tenth * as_given && difference.lower.value_or(difference.mean) <= 0;
}

double dead_in(const Trial& trial) {
  return trial.dead_fraction ? trial.dead_fraction->mean : std::numeric_limits<double>::infinity();
}

double quality_of(const Trial& trial) {
  return trial.quality ? trial.quality->mean : -std::numeric_limits<double>::infinity();
}

}  // namespace

void summarise(Runs runs, Runs base, Random random, Trial& trial) {
  trial.runs = std::ranges::count_if(runs, [](const auto& run) { return run.has_value(); });
  trial.diverged = std::ranges::count_if(runs, [](const auto& run) { return run && run->is_diverged; });
  trial.dead_fraction = mean_of(runs, &RemedyRun::dead_fraction, random);
  trial.loss = mean_of(runs, &RemedyRun::loss, random);
  trial.quality = mean_of(runs, &RemedyRun::quality, random);
  trial.dead_fraction_difference = difference_of(runs, base, &RemedyRun::dead_fraction, random);
  trial.loss_difference = difference_of(runs, base, &RemedyRun::loss, random);
  trial.quality_difference = difference_of(runs, base, &RemedyRun::quality, random);
  trial.is_no_worse = is_no_worse(trial, runs.size());
}

namespace {

/// How good a trial is, from 0, the best, on. With the run as given among them.
class Ranking {
 public:
  explicit Ranking(const RemedyResult& result) : m_base(result.base) {
    const bool is_base_sound = is_sound(m_base);
    const auto for_each = [&](auto&& visit) {
      if (is_base_sound) visit(m_base);
      for (const Trial& trial : result.trials)
        if (trial.is_no_worse) visit(trial);
    };
    for_each([&](const Trial& trial) {
      if (is_no_deader(trial)) m_top_quality = std::max(m_top_quality, quality_of(trial));
    });
    for_each([&](const Trial& trial) {
      if (is_good(trial)) m_least_dead = std::min(m_least_dead, dead_in(trial));
    });
    for_each([&](const Trial& trial) {
      if (has_least_dead(trial)) m_best_quality = std::max(m_best_quality, quality_of(trial));
    });
  }

  int operator()(const Trial& trial) const {
    if (!is_sound(trial) || !trial.is_no_worse) return 4;
    if (!is_good(trial)) return 3;
    if (!has_least_dead(trial)) return 2;
    return quality_of(trial) >= m_best_quality - k_same ? 0 : 1;
  }

 private:
  static bool is_sound(const Trial& trial) { return trial.diverged == 0 && trial.runs > 0; }
  bool is_no_deader(const Trial& trial) const {
    return !is_sound(m_base) || dead_in(trial) <= dead_in(m_base) + k_same;
  }
  /// A change is no cure if others keep units alive too and predict much better.
  bool is_good(const Trial& trial) const {
    constexpr double k_much = 0.05;
    return is_no_deader(trial) && quality_of(trial) >= m_top_quality - k_much;
  }
  bool has_least_dead(const Trial& trial) const { return is_good(trial) && dead_in(trial) <= m_least_dead + k_same; }

  static constexpr double k_infinity = std::numeric_limits<double>::infinity();
  const Trial& m_base;
  double m_top_quality = -k_infinity, m_least_dead = k_infinity, m_best_quality = -k_infinity;
};

}  // namespace

void rank(RemedyResult& result) {
  const Ranking ranking(result);
  const auto comes_before = [&](const Trial& one, const Trial& other) {
    const int own = ranking(one), others = ranking(other);
    if (own != others) return own < others;
    if (own == 1 || own == 3) return quality_of(one) > quality_of(other);
    return own >= 2 && dead_in(one) < dead_in(other);
  };
  std::vector<Trial> sorted = result.trials;
  std::ranges::stable_sort(sorted, comes_before);
  result.winner.reset();
  constexpr int k_good = 1;
  if (ranking(result.base) != 0 && !sorted.empty() && ranking(sorted.front()) <= k_good)
    result.winner = Winner{sorted.front().cure, sorted.front().command};
  result.trials = std::move(sorted);
}

}  // namespace reluscope
