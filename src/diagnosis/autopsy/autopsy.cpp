#include "diagnosis/autopsy/autopsy.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "diagnosis/autopsy/replay.hpp"
#include "diagnosis/autopsy/step_contributions.hpp"
#include "stats/evaluator.hpp"
#include "stats/preactivation_change.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_rows_shown = 5;

double median(std::vector<double> values) {
  const std::size_t half = values.size() / 2;
  std::ranges::sort(values);
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

/// contributions: to the change of the mean pre-activation, by each of the rows.
std::vector<AutopsyRow> rows_by_share(const std::vector<double>& contributions, std::span<const std::uint32_t> rows,
                                      const RowDescriber& describer) {
  double all = 0;
  for (const double part : contributions) all += std::abs(part);
  if (!(all > 0)) return {};
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {}, [&](std::size_t j) { return contributions[j]; });
  std::vector<AutopsyRow> result;
  for (const std::size_t j : order) {
    if (result.size() == k_rows_shown) break;
    if (contributions[j] != 0) result.push_back({describer.describe(rows[j]), -contributions[j] / all});
  }
  return result;
}

/// Which path lowered it more; if neither did, which did more.
bool mostly_through_inputs(const Autopsy& autopsy) {
  const double own = autopsy.from_gradient + autopsy.from_state, inputs = autopsy.from_inputs;
  return own < 0 || inputs < 0 ? inputs < own : inputs > own;
}

/// The first-order contributions through the layers below. If the step overshoots, so that their sum contradicts what
/// was measured, only their sizes count, in the direction that was measured.
std::vector<double> below(const StepContributions& contributions, double measured) {
  std::vector<double> of_rows = contributions.of_rows_below;
  if (std::accumulate(of_rows.begin(), of_rows.end(), 0.0) * measured < 0)
    for (double& part : of_rows) part = std::copysign(part, measured);
  return of_rows;
}

class DeathAnalyzer {
 public:
  DeathAnalyzer(const Network<float>& network, const Dataset& dataset, const Samples& samples,
                const TrainingOptions& options, ThreadPool& pool)
      : m_network(network),
        m_samples(samples),
        m_options(options),
        m_pool(pool),
        m_describer(dataset),
        m_input_means(column_means(samples.inputs)) {}

  /// autopsies: written, one for each of the units, which died in the interval. Returns the state at its end.
  std::shared_ptr<const TrainingState> examine(const DeathInterval& interval, std::span<const UnitId> units,
                                               std::vector<Autopsy>& autopsies) const {
    Replay replay(interval, m_network, m_samples, m_options);
    const std::vector<std::size_t> steps = killing_steps(replay, units, m_samples, m_pool);
    autopsies.assign(units.size(), {});
    std::vector<std::vector<double>> norms(units.size());  // per unit, of the steps of its last epoch
    AlignedVector<float> before(m_network.parameters().size());
    replay.restart();
    for (std::size_t step = 0; step < replay.steps(); ++step) {
      std::ranges::copy(replay.network().parameters(), before.begin());
      if (std::ranges::find(steps, step) == steps.end())
        replay.take_one(nullptr);
      else
        examine_step(replay, step, units, steps, autopsies);
      for (std::size_t u = 0; u < units.size(); ++u) {
        if (replay.epoch_of(step) != replay.epoch_of(steps[u])) continue;
        norms[u].push_back(OwnParameters(m_network, units[u]).distance(before, replay.network().parameters()));
        if (step == steps[u]) autopsies[u].update_norm = norms[u].back();
      }
    }
    replay.check_end();
    for (std::size_t u = 0; u < units.size(); ++u) autopsies[u].median_update_norm = median(norms[u]);
    return std::make_shared<const TrainingState>(replay.trainer().state());
  }

 private:
  MeanSnapshot evaluated(const Replay& replay) const {
    return {replay.network(), m_input_means, evaluate(replay.network(), m_samples, m_pool)};
  }

  /// Takes the step, and examines the units that it kills.
  void examine_step(Replay& replay, std::size_t step, std::span<const UnitId> units, std::span<const std::size_t> steps,
                    std::vector<Autopsy>& autopsies) const {
    std::vector<std::size_t> killed;  // positions in `units`
    std::vector<UnitId> ids;
    for (std::size_t u = 0; u < units.size(); ++u)
      if (steps[u] == step) killed.push_back(u), ids.push_back(units[u]);
    const MeanSnapshot before = evaluated(replay);
    const Optimizer optimizer = replay.trainer().optimizer();
    const std::vector<std::uint32_t> rows(replay.next_rows().begin(), replay.next_rows().end());
    const double learning_rate = replay.trainer().learning_rate(replay.epoch_of(step));
    ContributionProbe probe(ids, before, optimizer, m_samples, rows, m_options.clip_norm, learning_rate);
    replay.take_one(&probe);
    const MeanSnapshot after = evaluated(replay);
    for (std::size_t k = 0; k < killed.size(); ++k) {
      const auto [layer, unit] = ids[k];
      const StepContributions& step_contributions = probe.contributions()[k];
      Autopsy& autopsy = autopsies[killed[k]];
      autopsy.epoch = replay.epoch_of(step);
      autopsy.step = replay.step_in_epoch(step) + 1;
      autopsy.learning_rate = learning_rate;
      autopsy.before = before.preactivation(m_network, layer, unit);
      autopsy.after = after.preactivation(m_network, layer, unit);
      autopsy.from_gradient =
          std::accumulate(step_contributions.of_rows.begin(), step_contributions.of_rows.end(), 0.0);
      autopsy.from_state = step_contributions.of_state;
      autopsy.from_inputs = change_between(m_network, before, after, layer, unit).inputs;
      autopsy.ranked_by = layer > 0 && mostly_through_inputs(autopsy) ? RankedBy::inputs : RankedBy::own;
      const double of_gradient_below =
          std::accumulate(step_contributions.of_rows_below.begin(), step_contributions.of_rows_below.end(), 0.0);
      autopsy.state_leads = autopsy.ranked_by == RankedBy::inputs
                                ? std::abs(step_contributions.of_state_below) > std::abs(of_gradient_below)
                                : std::abs(autopsy.from_state) > std::abs(autopsy.from_gradient);
      autopsy.rows =
          rows_by_share(autopsy.ranked_by == RankedBy::inputs ? below(step_contributions, autopsy.from_inputs)
                                                              : step_contributions.of_rows,
                        rows, m_describer);
    }
  }

  const Network<float>& m_network;
  const Samples& m_samples;
  const TrainingOptions& m_options;
  ThreadPool& m_pool;
  RowDescriber m_describer;
  std::vector<double> m_input_means;
};

/// The units that were dead at the end of the interval, and alive at its start.
std::vector<UnitId> died_in(const DeathInterval& interval, const std::vector<EpochActivity>& history) {
  const EpochActivity& end = *std::ranges::find(history, interval.to_epoch, &EpochActivity::epoch);
  std::vector<UnitId> units;
  for (const LivenessChange& change : end.switches)
    if (end.active_rows[change.layer][change.unit] == 0) units.push_back({change.layer, change.unit});
  return units;
}

}  // namespace

std::vector<DeathReport> autopsies_of(std::span<const DeathInterval> intervals, const ActivityTracker& tracker,
                                      const Network<float>& network, const Dataset& dataset, const Samples& samples,
                                      const TrainingOptions& options, ThreadPool& pool, const std::stop_token& stop) {
  std::vector<DeathReport> reports;
  if (intervals.empty()) return reports;
  const DeathAnalyzer analyzer(network, dataset, samples, options, pool);
  DeathInterval last;
  for (DeathInterval interval : intervals) {
    if (stop.stop_requested()) break;
    if (last.to_epoch > interval.start_epoch) interval.start_epoch = last.to_epoch, interval.start = last.start;
    const std::vector<UnitId> units = died_in(interval, tracker.history());
    std::vector<Autopsy> autopsies;
    last = {.to_epoch = interval.to_epoch, .start = analyzer.examine(interval, units, autopsies)};
    for (std::size_t u = 0; u < units.size(); ++u)
      reports.push_back({interval.to_epoch, units[u], std::move(autopsies[u])});
  }
  return reports;
}

}  // namespace reluscope
