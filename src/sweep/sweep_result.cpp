#include "sweep/sweep_result.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "report/report.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

using Outcomes = std::span<const RunOutcome>;

/// The numbers of a cell are drawn from one stream, one after the other.
Random bootstrap_of(std::size_t index) { return {0, RandomStream::bootstrap, index}; }

ShareEstimate share_with(Outcomes runs, bool (*holds)(const RunOutcome&)) {
  return share_estimate(std::ranges::count_if(runs, holds), static_cast<std::int64_t>(runs.size()));
}

/// Of a number that every run has.
MeanEstimate mean_of_all(Outcomes runs, double RunOutcome::*value, Random& random) {
  std::vector<double> values;
  for (const RunOutcome& run : runs) values.push_back(run.*value);
  return *mean_estimate(std::move(values), random);
}

std::optional<MeanEstimate> mean_with(Outcomes runs, std::optional<double> (*value)(const RunOutcome&),
                                      Random& random) {
  std::vector<double> values;
  for (const RunOutcome& run : runs)
    if (const std::optional<double> of_run = value(run)) values.push_back(*of_run);
  return mean_estimate(std::move(values), random);
}

CellResult cell_result(NamedValues settings, Outcomes runs, Random random) {
  using Run = const RunOutcome&;
  using Number = std::optional<double>;
  return {
      .settings = std::move(settings),
      .runs = static_cast<std::int64_t>(runs.size()),
      .diverged = share_with(runs, [](Run run) { return run.is_diverged; }),
      .dead_unit = share_with(runs, [](Run run) { return run.dead_fraction > 0; }),
      .dead_layer = share_with(runs, [](Run run) { return run.has_dead_layer; }),
      .dead_network = share_with(runs, [](Run run) { return run.dead_fraction == 1; }),
      .dead_fraction = mean_of_all(runs, &RunOutcome::dead_fraction, random),
      .saturated_fraction = mean_of_all(runs, &RunOutcome::saturated_fraction, random),
      .dormant_fraction = mean_of_all(runs, &RunOutcome::dormant_fraction, random),
      .quality = mean_with(
          runs, [](Run run) { return run.is_diverged || std::isnan(run.quality) ? Number() : Number(run.quality); },
          random),
      .first_death_epoch = mean_with(
          runs, [](Run run) { return run.first_death_epoch ? Number(*run.first_death_epoch) : Number(); }, random),
  };
}

/// Runs that diverged say nothing: they are as of their last finite epoch.
DoseResponse dose_response(double value, Outcomes runs) {
  DoseResponse point{.value = value, .hits = 0, .trials = 0};
  for (const RunOutcome& run : runs) {
    if (run.is_diverged) continue;
    ++point.trials;
    point.hits += run.dead_fraction > 0 ? 1 : 0;
  }
  return point;
}

std::vector<AxisThreshold> thresholds_along(const SweepSetup& setup, std::size_t axis,
                                            const std::vector<CellResult>& cells, Outcomes runs) {
  if (!setup.axes[axis].are_numbers) return {};
  const std::size_t seeds = setup.seeds.size();
  const std::vector<double> values = setup.axes[axis].numbers();
  const std::size_t stride = setup.stride(axis), length = values.size();
  std::vector<AxisThreshold> thresholds;
  for (std::size_t first = 0; first < cells.size(); ++first) {
    if (first / stride % length != 0) continue;
    std::vector<DoseResponse> points;
    for (std::size_t i = 0; i < length; ++i)
      points.push_back(dose_response(values[i], runs.subspan((first + i * stride) * seeds, seeds)));
    std::erase_if(points, [](const DoseResponse& point) { return point.trials == 0; });
    if (points.empty()) continue;
    std::ranges::sort(points, {}, &DoseResponse::value);
    AxisThreshold threshold{
        .axis = setup.axes[axis].option, .at = cells[first].settings, .scale = scale_of(values), .threshold = {}};
    threshold.at.erase(threshold.at.begin() + static_cast<std::ptrdiff_t>(axis));
    Random random = bootstrap_of(cells.size() * (axis + 1) + first);
    threshold.threshold = threshold_of(points, threshold.scale, random);
    thresholds.push_back(std::move(threshold));
  }
  return thresholds;
}

std::optional<BestCell> best_of(const std::vector<CellResult>& cells, double dead_limit) {
  const CellResult* best = nullptr;
  for (const CellResult& cell : cells) {
    const double upper = cell.dead_fraction.upper.value_or(cell.dead_fraction.max);
    if (!cell.quality || cell.diverged.count > 0 || upper >= dead_limit) continue;
    if (best == nullptr || cell.quality->mean > best->quality->mean) best = &cell;
  }
  if (best == nullptr) return std::nullopt;
  return BestCell{best - cells.data(), best->settings};
}

constexpr double k_none = std::numeric_limits<double>::quiet_NaN();
constexpr double k_infinity = std::numeric_limits<double>::infinity();

void add(const std::string& name, const ShareEstimate& estimate, Metrics& metrics) {
  const auto add_one = [&](const char* part, double value) {
    metrics.push_back({"cell." + name + part, Metric::Kind::fraction, value});
  };
  add_one(".share", estimate.share);
  add_one(".lower", estimate.interval.lower);
  add_one(".upper", estimate.interval.upper);
}

/// missing: the value of every part of a number that no run has.
void add(const std::string& name, const std::optional<MeanEstimate>& estimate, double missing, Metrics& metrics,
         Metric::Kind kind = Metric::Kind::fraction) {
  const auto add_one = [&](const char* part, double value) { metrics.push_back({"cell." + name + part, kind, value}); };
  add_one(".mean", estimate ? estimate->mean : missing);
  add_one(".lower", estimate ? estimate->lower.value_or(k_none) : missing);
  add_one(".upper", estimate ? estimate->upper.value_or(k_none) : missing);
  add_one(".min", estimate ? estimate->min : missing);
  add_one(".median", estimate ? estimate->median : missing);
  add_one(".max", estimate ? estimate->max : missing);
}

Metrics metrics_of(const CellResult& cell) {
  Metrics metrics;
  add("diverged", cell.diverged, metrics);
  add("dead_unit", cell.dead_unit, metrics);
  add("dead_layer", cell.dead_layer, metrics);
  add("dead_network", cell.dead_network, metrics);
  add("dead_fraction", cell.dead_fraction, k_none, metrics);
  add("saturated_fraction", cell.saturated_fraction, k_none, metrics);
  add("dormant_fraction", cell.dormant_fraction, k_none, metrics);
  add("quality", cell.quality, -k_infinity, metrics);  // where every run diverged it is as bad as can be
  add("first_death_epoch", cell.first_death_epoch, k_none, metrics, Metric::Kind::number);
  return metrics;
}

/// Beyond the values that were tried, a threshold is taken for the least of them, or for infinite.
Metrics metrics_of(const AxisThreshold& threshold, double least) {
  const Threshold& found = threshold.threshold;
  const double beyond = found.reach == Reach::below ? least : k_infinity;
  return {{"threshold." + threshold.axis, Metric::Kind::number, found.value.value_or(beyond)}};
}

/// A part of a sweep that a gate judges.
struct Judged {
  std::string where;
  Metrics metrics;
};

std::vector<Judged> judged_parts(const SweepResult& result) {
  std::vector<Judged> parts;
  for (const CellResult& cell : result.cells) parts.push_back({text_of(cell.settings), metrics_of(cell)});
  for (const AxisThreshold& threshold : result.thresholds) {
    const std::vector<double> values = result.setup.axis(threshold.axis).numbers();
    parts.push_back({text_of(threshold.at), metrics_of(threshold, std::ranges::min(values))});
  }
  return parts;
}

/// Whether the part has that number. A first death where no unit died is none, and breaks no rule.
bool has_value(const Metrics& metrics, const std::string& name) {
  const Metric* const metric = find_metric(metrics, name);
  return metric != nullptr && !std::isnan(metric->value);
}

/// All names that a rule may use.
Metrics known_metrics(const SweepSetup& setup) {
  Metrics metrics = metrics_of(CellResult());
  for (const SweepAxis& axis : setup.axes)
    if (axis.are_numbers) metrics.push_back({"threshold." + axis.option, Metric::Kind::number, 0});
  return metrics;
}

/// A rule fails if it holds for any part; the value is that of the first for which it does.
void judge(const std::string& rule, const std::vector<Judged>& parts, SweepResult& result) {
  const Gate gate(rule);
  const std::string metric = gate.metric_in(known_metrics(result.setup)).name;
  std::optional<GateResult> judged;
  for (const Judged& part : parts) {
    if (!has_value(part.metrics, metric)) continue;
    const GateResult of_part = gate.judge(part.metrics);
    if (!judged) judged = of_part;
    if (of_part.passed) continue;
    judged = of_part;
    result.reasons.push_back("gate failed: " + rule + " (" + value_text(of_part) + ", " + part.where + ")");
    break;
  }
  result.gates.push_back(judged.value_or(GateResult{.rule = rule, .value = k_none, .passed = true}));
}

}  // namespace

void judge_rules(SweepResult& result) {
  result.gates.clear();
  result.reasons.clear();
  const std::vector<Judged> parts = judged_parts(result);
  for (const std::string& rule : result.setup.rules) judge(rule, parts, result);
}

SweepResult sweep_result(const SweepSetup& setup, std::span<const RunOutcome> outcomes) {
  SweepResult result;
  result.setup = setup;
  result.quality = setup.data.task == Task::classification ? Quality::accuracy : Quality::r2;
  const std::size_t seeds = setup.seeds.size();
  for (std::size_t cell = 0; cell * seeds < outcomes.size(); ++cell)
    result.cells.push_back(cell_result(setup.settings_in(static_cast<std::int64_t>(cell)),
                                       outcomes.subspan(cell * seeds, seeds), bootstrap_of(cell)));
  for (std::size_t axis = 0; axis < setup.axes.size(); ++axis)
    std::ranges::move(thresholds_along(setup, axis, result.cells, outcomes), std::back_inserter(result.thresholds));
  result.best = best_of(result.cells, setup.dead_limit);
  judge_rules(result);
  return result;
}

void check_rules(const SweepSetup& setup) {
  for (const std::string& rule : setup.rules) static_cast<void>(Gate(rule).metric_in(known_metrics(setup)));
}

std::vector<std::string> broken_rules(const SweepResult& result, const CellResult& cell) {
  std::vector<std::string> broken;
  const Metrics metrics = metrics_of(cell);
  for (const std::string& rule : result.setup.rules) {
    const Gate gate(rule);
    if (!has_value(metrics, gate.metric_in(known_metrics(result.setup)).name)) continue;
    const GateResult of_cell = gate.judge(metrics);
    if (!of_cell.passed) broken.push_back(failure_of(of_cell));
  }
  return broken;
}

std::string text_of(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return one_line(*text);
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
  if (const auto* number = std::get_if<double>(&value)) return to_shortest(*number);
  return "";
}

std::string text_of(const NamedValues& settings) {
  std::string text;
  for (const auto& [name, value] : settings) text += (text.empty() ? "" : ", ") + one_line(name) + " " + text_of(value);
  return text.empty() ? "all runs" : text;
}

}  // namespace reluscope
