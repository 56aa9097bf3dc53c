#include "diagnosis/gate.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "diagnosis/metric_change.hpp"
#include "support/error.hpp"
#include "support/number.hpp"
#include "support/suggestion.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

struct Comparison {
  std::string_view name;
  bool (*holds)(double, double);
};

// the two-character operators first: '>' is how '>=' begins
constexpr std::array<Comparison, 6> k_comparisons = {{{">=", [](double a, double b) { return a >= b; }},
                                                      {"<=", [](double a, double b) { return a <= b; }},
                                                      {"==", [](double a, double b) { return a == b; }},
                                                      {"!=", [](double a, double b) { return a != b; }},
                                                      {">", [](double a, double b) { return a > b; }},
                                                      {"<", [](double a, double b) { return a < b; }}}};

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

[[noreturn]] void fail(const std::string& rule, const std::string& why) {
  throw UserError("--fail-on '" + rule + "': " + why);
}

std::vector<std::string> names_of(const Metrics& metrics) {
  std::vector<std::string> names;
  for (const Metric& metric : metrics) names.push_back(metric.name);
  return names;
}

/// The names of the metrics; of differences it is enough to say how they are named.
std::string all_of(const Metrics& metrics) {
  std::vector<std::string> names;
  bool differences = false;
  for (const Metric& metric : metrics) {
    const bool difference = metric.name.ends_with(k_increase) || metric.name.ends_with(k_decrease);
    if (!difference) names.push_back(metric.name);
    differences = differences || difference;
  }
  const std::string more = differences ? "; each also with .increase or .decrease behind it"
                                       : " (.increase and .decrease are for reluscope compare)";
  constexpr std::size_t k_most = 40;  // a file may hold any number of them
  return join_at_most(names, k_most) + more;
}

}  // namespace

Gate::Gate(const std::string& rule) : m_rule(trimmed(rule)) {
  const std::string_view text = m_rule;
  const std::size_t metric_end = std::min(text.find_first_of("<>=! "), text.size());
  m_metric = text.substr(0, metric_end);
  const std::string_view rest = trimmed(text.substr(metric_end));
  const auto* const comparison =
      std::ranges::find_if(k_comparisons, [&](const Comparison& c) { return rest.starts_with(c.name); });
  const std::string form = "a rule is METRIC OPERATOR NUMBER, as in \"dead_fraction > 0.05\"";
  if (m_metric.empty() || comparison == k_comparisons.end()) fail(rule, form + "; operators are > >= < <= == !=");
  m_holds = comparison->holds;
  const std::optional<double> threshold = parse_number(trimmed(rest.substr(comparison->name.size())));
  if (!threshold || !std::isfinite(*threshold))
    fail(rule, "no number behind '" + std::string(comparison->name) + "'; " + form);
  m_threshold = *threshold;
}

const Metric& Gate::metric_in(const Metrics& metrics) const {
  const Metric* const metric = find_metric(metrics, m_metric);
  if (metric == nullptr)
    fail(m_rule, "no metric " + in_quotes(m_metric) + did_you_mean(m_metric, names_of(metrics)) + "; the metrics are " +
                     all_of(metrics));
  return *metric;
}

GateResult Gate::judge(const Metrics& metrics) const {
  const double value = metric_in(metrics).value;
  return {.rule = m_rule, .value = value, .passed = !m_holds(value, m_threshold)};
}

}  // namespace reluscope
