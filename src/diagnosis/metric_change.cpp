#include "diagnosis/metric_change.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <unordered_map>

#include "support/number.hpp"

namespace reluscope {
namespace {

/// To so many decimals; the nearest double to that decimal number.
double rounded(double value, int decimals) {
  std::array<char, 512> buffer{};
  char* const end = buffer.data() + buffer.size();
  const auto text = std::to_chars(buffer.data(), end, value, std::chars_format::fixed, decimals);
  const double result = parse_number({buffer.data(), text.ptr}).value_or(value);
  return result == 0 ? 0 : result;  // and not -0
}

/// How many digits a number > 0 has before its point: 3 of 250, 0 of 0.5, -1 of 0.05.
int whole_digits(double value) {
  std::array<char, 32> buffer{};
  const auto text = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
  const std::string_view shown(buffer.data(), text.ptr);
  return static_cast<int>(parse_number(shown.substr(shown.find('e') + 1)).value_or(0)) + 1;
}

bool is_whole(Metric::Kind kind) { return kind == Metric::Kind::count || kind == Metric::Kind::flag; }

/// By name; of several of one name the first.
std::unordered_map<std::string_view, const Metric*> index_of(const Metrics& metrics) {
  std::unordered_map<std::string_view, const Metric*> index;
  for (const Metric& metric : metrics) index.emplace(metric.name, &metric);
  return index;
}

}  // namespace

std::optional<double> MetricChange::change() const {
  if (!base || !now) return std::nullopt;
  const double difference = now->value - base->value;
  if ((is_whole(base->kind) && is_whole(now->kind)) || !std::isfinite(difference)) return difference;
  constexpr int k_digits = 12;
  const double greatest = std::max(std::abs(base->value), std::abs(now->value));
  const bool are_fractions = base->kind != Metric::Kind::number && now->kind != Metric::Kind::number;
  const int digits = are_fractions || greatest == 0 ? 0 : whole_digits(greatest);
  return rounded(difference, std::clamp(k_digits - digits, 0, 340));
}

std::optional<Metric> MetricChange::change_metric() const {
  const std::optional<double> difference = change();
  if (!difference) return std::nullopt;
  const bool whole = is_whole(base->kind) && is_whole(now->kind);
  return Metric{name, whole ? Metric::Kind::count : Metric::Kind::number, *difference};
}

std::vector<MetricChange> metric_changes(const Metrics& base, const Metrics& now) {
  const auto before = index_of(base), after = index_of(now);
  std::vector<MetricChange> changes;
  for (const Metric& metric : now) {
    const auto found = before.find(metric.name);
    changes.push_back({metric.name, found == before.end() ? std::nullopt : std::optional(*found->second), metric});
  }
  for (const Metric& metric : base)
    if (!after.contains(metric.name)) changes.push_back({metric.name, metric, std::nullopt});
  return changes;
}

Metrics metrics_of(const std::vector<MetricChange>& changes) {
  Metrics metrics;
  for (const MetricChange& metric : changes) {
    if (metric.now) metrics.push_back(*metric.now);
    const std::optional<double> change = metric.change();
    if (!change) continue;
    metrics.push_back({metric.name + std::string(k_increase), metric.now->kind, *change});
    metrics.push_back({metric.name + std::string(k_decrease), metric.now->kind, 0 - *change});
  }
  return metrics;
}

}  // namespace reluscope
