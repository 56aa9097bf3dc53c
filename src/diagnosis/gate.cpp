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

/// "layers[1]." of "layers[1].dead"; empty if the metric is of no layer.
std::string_view layer_of(std::string_view metric) {
  const std::size_t end = metric.find("].");
  return metric.starts_with("layers[") && end != std::string_view::npos ? metric.substr(0, end + 2) : "";
}

bool is_difference(std::string_view metric) { return metric.ends_with(k_increase) || metric.ends_with(k_decrease); }

/// The metrics that may have been meant: of a layer, its own alone.
std::vector<std::string> names_near(const std::string& wanted, const Metrics& metrics) {
  std::vector<std::string> names;
  for (const Metric& metric : metrics)
    if (layer_of(wanted).empty() || layer_of(metric.name) == layer_of(wanted)) names.push_back(metric.name);
  return names;
}

/// The layers that have metrics, as in "layers[1].", in their order.
std::vector<std::string> layers_in(const Metrics& metrics) {
  std::vector<std::string> layers;
  for (const Metric& metric : metrics)
    if (const std::string layer(layer_of(metric.name)); !layer.empty() && (layers.empty() || layers.back() != layer))
      layers.push_back(layer);
  return layers;
}

/// What there is to choose from. Of layers and of differences it is enough to say how they are named.
std::string choice_for(const std::string& wanted, const Metrics& metrics) {
  const std::vector<std::string> layers = layers_in(metrics);
  const std::string shown_layer = wanted.starts_with("layer") && !layers.empty() ? layers.front() : "";
  std::vector<std::string> names;
  for (const Metric& metric : metrics)
    if (!is_difference(metric.name) && layer_of(metric.name) == shown_layer)
      names.push_back(metric.name.substr(shown_layer.size()));
  constexpr std::size_t k_most = 40;  // a file may hold any number of them
  const std::string listed = join_at_most(names, k_most);
  std::string text = "; the metrics are " + listed;
  if (!shown_layer.empty())
    text = "; there is " + shown_layer + "NAME" + (layers.size() > 1 ? " to " + layers.back() + "NAME" : "") +
           ", NAME being one of " + listed;
  else if (!layers.empty())
    text += ", and those of a layer, such as " + layers.front() + "dead";
  const bool has_differences = std::ranges::any_of(metrics, is_difference, &Metric::name);
  return text + (has_differences ? "; each also with .increase or .decrease behind it"
                                 : " (.increase and .decrease are for reluscope compare)");
}

/// "5%" and "5 %" as 0.05, to the nearest double; none if it is no decimal number without an exponent.
std::optional<double> parse_percentage(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  const std::string_view number = trimmed(text.substr(0, text.size() - 1));
  if (number.empty() || number.find_first_not_of("+-.0123456789") != std::string_view::npos) return std::nullopt;
  return parse_number(std::string(number) + "e-2");
}

}  // namespace

std::string value_text(const GateResult& gate) {
  return std::isnan(gate.value) ? "no value: it does not exist" : "value " + to_significant(gate.value, 6);
}

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
  const std::string_view number = trimmed(rest.substr(comparison->name.size()));
  m_is_percentage = number.ends_with('%');
  const std::optional<double> threshold = m_is_percentage ? parse_percentage(number) : parse_number(number);
  if (!threshold || !std::isfinite(*threshold))
    fail(rule, "no number behind '" + std::string(comparison->name) + "'; " + form);
  m_threshold = *threshold;
}

const Metric& Gate::metric_in(const Metrics& metrics) const {
  const Metric* const metric = find_metric(metrics, m_metric);
  if (metric == nullptr)
    fail(m_rule, "no metric " + in_quotes(m_metric) + did_you_mean(m_metric, names_near(m_metric, metrics)) +
                     choice_for(m_metric, metrics));
  if (m_is_percentage && metric->kind != Metric::Kind::fraction)
    fail(m_rule, "a percentage is for fractions, as in \"dead_fraction > 5%\", and " + m_metric +
                     (metric->kind == Metric::Kind::number ? " is none" : " is a count") + "; write a plain number");
  return *metric;
}

GateResult Gate::judge(const Metrics& metrics) const {
  const double value = metric_in(metrics).value;
  return {.rule = m_rule, .value = value, .passed = !std::isnan(value) && !m_holds(value, m_threshold)};
}

std::vector<GateResult> judge(const std::vector<Gate>& gates, const Metrics& metrics) {
  std::vector<GateResult> results;
  for (const Gate& gate : gates) results.push_back(gate.judge(metrics));
  return results;
}

}  // namespace reluscope
