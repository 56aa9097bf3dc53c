#include "diagnosis/gate.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "support/error.hpp"
#include "support/number.hpp"
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

}  // namespace

Gate::Gate(const std::string& rule) : m_rule(trimmed(rule)) {
  const std::string_view text = m_rule;
  const std::size_t metric_end = std::min(text.find_first_of("<>=! "), text.size());
  m_metric = text.substr(0, metric_end);
  const std::string_view rest = trimmed(text.substr(metric_end));
  const auto comparison =
      std::ranges::find_if(k_comparisons, [&](const Comparison& c) { return rest.starts_with(c.name); });
  const std::string form = "a rule is METRIC OPERATOR NUMBER, as in \"dead_fraction > 0.05\"";
  if (m_metric.empty() || comparison == k_comparisons.end()) fail(rule, form + "; operators are > >= < <= == !=");
  m_holds = comparison->holds;
  const std::optional<double> threshold = parse_number(trimmed(rest.substr(comparison->name.size())));
  if (!threshold || !std::isfinite(*threshold))
    fail(rule, "no number behind '" + std::string(comparison->name) + "'; " + form);
  m_threshold = *threshold;
  const std::vector<std::string> known = metric_names();
  if (std::ranges::find(known, m_metric) == known.end())
    fail(rule, "no metric '" + m_metric + "'; the metrics are " + listed(known, known.size()));
}

GateResult Gate::judge(const Summary& summary) const {
  const double value = summary[m_metric];
  return {.rule = m_rule, .value = value, .passed = !m_holds(value, m_threshold)};
}

}  // namespace reluscope
