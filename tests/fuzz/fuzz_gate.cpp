// Lines of any bytes as rules of --fail-on, against a parser made of regular expressions; what a rule says of a number
// that it compares, against the comparison itself.

#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>
#include <regex>
#include <string>

#include "diagnosis/gate.hpp"
#include "fuzzer.hpp"
#include "run/run_gates.hpp"
#include "support/text.hpp"

namespace {

using namespace reluscope;

struct NaiveGate {
  std::string metric, comparison;
  double threshold = 0;
  bool is_percentage = false;
};

std::optional<NaiveGate> naive_gate(const std::string& rule) {
  static const std::regex k_number(
      " *([^<>=! ]+) *(>=|<=|==|!=|>|<) *([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?) *");
  static const std::regex k_percentage(" *([^<>=! ]+) *(>=|<=|==|!=|>|<) *([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)) *% *");
  std::smatch part;
  const bool is_percentage = std::regex_match(rule, part, k_percentage);
  if (!is_percentage && !std::regex_match(rule, part, k_number)) return std::nullopt;
  const std::string number = part[3].str() + (is_percentage ? "e-2" : "");
  const double threshold = std::strtod(number.c_str(), nullptr);
  if (!std::isfinite(threshold)) return std::nullopt;
  return NaiveGate{part[1], part[2], threshold, is_percentage};
}

bool naive_holds(const std::string& comparison, double a, double b) {
  if (comparison == ">=") return a >= b;
  if (comparison == "<=") return a <= b;
  if (comparison == "==") return a == b;
  if (comparison == "!=") return a != b;
  return comparison == ">" ? a > b : a < b;
}

void check_rule(const std::string& rule) {
  const std::optional<NaiveGate> naive = naive_gate(rule);
  std::optional<Gate> gate;
  expect(is_accepted([&] { gate.emplace(rule); }) == naive.has_value(), "a rule is one to both parsers, or to none");
  if (!gate) return;
  expect(gate->metric() == naive->metric, "both read the same metric");
  for (const double value : {0.0, naive->threshold, std::nextafter(naive->threshold, 1e308), -1.5, 1e300,
                             std::numeric_limits<double>::quiet_NaN()}) {
    const GateResult result = gate->judge({{naive->metric, Metric::Kind::fraction, value}});
    const bool passes = !std::isnan(value) && !naive_holds(naive->comparison, value, naive->threshold);
    expect(result.passed == passes, "a rule judges as the comparison does");
  }
  const bool takes_count = is_accepted([&] {
    static_cast<void>(gate->judge({{naive->metric, Metric::Kind::count, 1.0}}));
  });
  expect(takes_count != naive->is_percentage, "a percentage is for fractions alone");
  expect(Gate(gate->rule()).rule() == gate->rule(), "a rule is read again as it is kept");
}

void fuzz_gate(std::string_view input) {
  const std::vector<std::string> rules = short_lines(input);
  for (const std::string& rule : rules) check_rule(rule);
  is_accepted([&] { check_gate(Gate(rules.front())); });  // of one alone: it looks for what may have been meant
}

const RegisterFuzzer k_gate{{"gate", fuzz_gate}};

}  // namespace
