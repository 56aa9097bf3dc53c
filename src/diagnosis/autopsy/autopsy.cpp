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

/// pushes: a value for each of the rows.
std::vector<AutopsyRow> rows_by_share(const std::vector<double>& pushes, std::span<const std::uint32_t> rows,
                                      const RowDescriber& describer) {
  double all = 0;
  for (const double part : pushes) all += std::abs(part);
  if (!(all > 0)) return {};
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {}, [&](std::size_t j) { return pushes[j]; });
  order.resize(std::min(order.size(), k_rows_shown));
  std::vector<AutopsyRow> result;
  for (const std::size_t j : order) result.push_back({describer.describe(rows[j]), (0 - pushes[j]) / all});
  return result;
}

/// Which way pushed down more; where neither did, which did more.
bool mostly_through_inputs(const Autopsy& autopsy) {
  const double own = autopsy.from_gradient + autopsy.from_state, inputs = autopsy.from_inputs;
  return own < 0 || inputs < 0 ? inputs < own : inputs > own;
}

/// The first-order pushes through the layers below. Where the step overshoots, so that their sum contradicts what was
/// measured, only their sizes count, in the direction that was measured.
std::vector<double> below(const StepContributions& push, double measured) {
  std::vector<double> pushes = push.of_rows_below;
  if (std::accumulate(pushes.begin(), pushes.end(), 0.0) * measured < 0)
    for (double& part : pushes) part = std::copysign(part, measured);
  return pushes;
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

  /// An autopsy for each of the units, which died in the interval.
  std::vector<Autopsy> examine(const DeathInterval& interval, std::span<const UnitId> units) const {
    Replay replay(interval, m_network, m_samples, m_options);
    const std::vector<std::size_t> steps = killing_steps(replay, units, m_samples, m_pool);
    std::vector<Autopsy> autopsies(units.size());
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
    return autopsies;
  }

 private:
  MeanSnapshot look(const Replay& replay) const {
    return {replay.network(), m_input_means, evaluate(replay.network(), m_samples, m_pool)};
  }

  /// Takes the step, and examines the units that it kills.
  void examine_step(Replay& replay, std::size_t step, std::span<const UnitId> units, std::span<const std::size_t> steps,
                    std::vector<Autopsy>& autopsies) const {
    std::vector<std::size_t> killed;  // positions in `units`
    std::vector<UnitId> ids;
    for (std::size_t u = 0; u < units.size(); ++u)
      if (steps[u] == step) killed.push_back(u), ids.push_back(units[u]);
    const MeanSnapshot before = look(replay);
    const Optimizer optimizer = replay.trainer().optimizer();
    const std::vector<std::uint32_t> rows(replay.next_rows().begin(), replay.next_rows().end());
    const double learning_rate = replay.trainer().learning_rate(replay.epoch_of(step));
    ContributionProbe meter(ids, before, optimizer, m_samples, rows, m_options.clip_norm, learning_rate);
    replay.take_one(&meter);
    const MeanSnapshot after = look(replay);
    for (std::size_t k = 0; k < killed.size(); ++k) {
      const auto [layer, unit] = ids[k];
      const StepContributions& push = meter.pushes()[k];
      Autopsy& autopsy = autopsies[killed[k]];
      autopsy.epoch = replay.epoch_of(step);
      autopsy.step = replay.step_in_epoch(step) + 1;
      autopsy.learning_rate = learning_rate;
      autopsy.before = before.preactivation(m_network, layer, unit);
      autopsy.after = after.preactivation(m_network, layer, unit);
      autopsy.from_gradient = std::accumulate(push.of_rows.begin(), push.of_rows.end(), 0.0);
      autopsy.from_state = push.of_state;
      autopsy.from_inputs = change_between(m_network, before, after, layer, unit).inputs;
      autopsy.ranked_by = layer > 0 && mostly_through_inputs(autopsy) ? RankedBy::inputs : RankedBy::own;
      const double of_gradient_below = std::accumulate(push.of_rows_below.begin(), push.of_rows_below.end(), 0.0);
      autopsy.state_leads = autopsy.ranked_by == RankedBy::inputs
                                ? std::abs(push.of_state_below) > std::abs(of_gradient_below)
                                : std::abs(autopsy.from_state) > std::abs(autopsy.from_gradient);
      autopsy.rows = rows_by_share(
          autopsy.ranked_by == RankedBy::inputs ? below(push, autopsy.from_inputs) : push.of_rows, rows, m_describer);
    }
  }

  const Network<float>& m_network;
  const Samples& m_samples;
  const TrainingOptions& m_options;
  ThreadPool& m_pool;
  RowDescriber m_describer;
  std::vector<double> m_input_means;
};

/// The units that the look at the end of the interval found dead, and the one before alive.
std::vector<UnitId> died_in(const DeathInterval& interval, const std::vector<EpochActivity>& history) {
  const EpochActivity& look = *std::ranges::find(history, interval.to_epoch, &EpochActivity::epoch);
  std::vector<UnitId> units;
  for (const LivenessChange& change : look.switches)
    if (look.active_rows[change.layer][change.unit] == 0) units.push_back({change.layer, change.unit});
  return units;
}

}  // namespace

std::vector<DeathReport> autopsies_of(std::span<const DeathInterval> intervals, const ActivityTracker& tracker,
                                      const Network<float>& network, const Dataset& dataset, const Samples& samples,
                                      const TrainingOptions& options, ThreadPool& pool, const std::stop_token& stop) {
  std::vector<DeathReport> reports;
  if (intervals.empty()) return reports;
  const DeathAnalyzer autopsist(network, dataset, samples, options, pool);
  for (const DeathInterval& interval : intervals) {
    if (stop.stop_requested()) break;
    const std::vector<UnitId> units = died_in(interval, tracker.history());
    std::vector<Autopsy> autopsies = autopsist.examine(interval, units);
    for (std::size_t u = 0; u < units.size(); ++u)
      reports.push_back({interval.to_epoch, units[u], std::move(autopsies[u])});
  }
  return reports;
}

}  // namespace reluscope
