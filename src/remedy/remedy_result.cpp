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

void rank(RemedyResult& result) {
  std::vector<Trial>& trials = result.trials;
  const Trial& base = result.base;
  const bool is_base_sound = base.diverged == 0 && base.runs > 0;
  double least_dead = is_base_sound ? dead_in(base) : std::numeric_limits<double>::infinity();
  for (const Trial& trial : trials)
    if (trial.is_no_worse) least_dead = std::min(least_dead, dead_in(trial));
  const auto has_least_dead = [&](const Trial& trial) { return dead_in(trial) <= least_dead + k_same; };
  double best_quality = is_base_sound && has_least_dead(base) ? quality_of(base)
                                                              : -std::numeric_limits<double>::infinity();
  for (const Trial& trial : trials)
    if (trial.is_no_worse && has_least_dead(trial)) best_quality = std::max(best_quality, quality_of(trial));
  const auto is_best = [&](const Trial& trial) {
    return has_least_dead(trial) && quality_of(trial) >= best_quality - k_same;
  };
  const auto class_of = [&](const Trial& trial) {
    if (!trial.is_no_worse) return 3;
    if (!has_least_dead(trial)) return 2;
    return is_best(trial) ? 0 : 1;
  };
  const auto comes_before = [&](const Trial& one, const Trial& other) {
    const int own = class_of(one), others = class_of(other);
    if (own != others) return own < others;
    if (own == 1) return quality_of(one) > quality_of(other);
    return own >= 2 && dead_in(one) < dead_in(other);
  };
  std::ranges::stable_sort(trials, comes_before);
  const bool is_base_best = is_base_sound && is_best(base);
  result.winner.reset();
  if (!is_base_best && !trials.empty() && class_of(trials.front()) < 2)
    result.winner = Winner{trials.front().cure, trials.front().command};
}

}  // namespace reluscope
