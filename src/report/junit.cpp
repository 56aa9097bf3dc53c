#include <algorithm>
#include <vector>

#include "diagnosis/gate.hpp"
#include "report/findings_text.hpp"
#include "report/format.hpp"
#include "report/junit_suites.hpp"
#include "report/run_metrics.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// What took so long, by its key in the report's context; 0 if that does not say.
double seconds_of(const Report& report, const std::string& key) {
  if (!report.context) return 0;
  const auto found = std::ranges::find(*report.context, key, &NamedValues::value_type::first);
  if (found == report.context->end()) return 0;
  const auto* const seconds = std::get_if<double>(&found->second);
  return seconds == nullptr ? 0 : *seconds;
}

std::string finding_text(const Finding& finding) {
  return std::string(name_of(finding.severity)) + ": " + one_line(finding.message) + "\n" + fix_text(finding);
}

/// What a person who sees the failure alone wants to read with it.
std::string grave_findings(const Report& report) {
  std::vector<std::string> texts;
  for (const Finding& finding : report.findings)
    if (finding.severity != Severity::info) texts.push_back(finding_text(finding));
  return joined(texts, "\n");
}

TestSuite training_suite(const Report& report) {
  TestSuite suite{"training", {}};
  if (report.training)
    suite.cases.push_back({.name = "training completes without divergence",
                           .failures = reasons_of(report.training),
                           .output = "",
                           .seconds = seconds_of(report, "training_seconds")});
  TestCase network{.name = "the network is not dead", .failures = {}, .output = ""};
  if (report.is_network_dead()) {
    const std::string text = dead_network_text(report.layers);
    if (report.allows_dead_network())
      network.output = text + " (which --allow-dead-network allows)";
    else
      network.failures.push_back(text);
  }
  suite.cases.push_back(network);
  return suite;
}

/// The gates on this layer, or on the worst one, that this layer breaks.
std::vector<std::string> broken_gates(const Report& report, std::size_t index) {
  const LayerDiagnosis& layer = report.layers[index];
  Metrics metrics = layer_metrics(layer, index);
  const Summary alone(std::span(&layer, 1));
  for (const Metric& metric : alone.metrics())
    if (metric.name.starts_with("max_layer_") || metric.name == "network_dead") metrics.push_back(metric);
  std::vector<std::string> broken;
  for (const GateResult& result : report.gates) {
    const Gate gate(result.rule);
    if (find_metric(metrics, gate.metric()) == nullptr) continue;
    const GateResult of_layer = gate.judge(metrics);
    if (!result.passed && !of_layer.passed) broken.push_back(failure_of(of_layer));
  }
  return broken;
}

TestSuite layer_suite(const Report& report) {
  TestSuite suite{"layers", {}};
  for (std::size_t l = 0; l < report.layers.size(); ++l) {
    const LayerDiagnosis& layer = report.layers[l];
    suite.cases.push_back({.name = "layer " + std::to_string(l),
                           .failures = broken_gates(report, l),
                           .output = pluralized(static_cast<std::int64_t>(layer.units.size()), "unit") + ": " +
                                     with_thousands(layer.dead) + " dead, " +
                                     (layer.saturated > 0 ? with_thousands(layer.saturated) + " saturated, " : "") +
                                     with_thousands(layer.sparse) + " sparse, " + with_thousands(layer.always_active) +
                                     " always active, " + with_thousands(layer.dormant) + " dormant"});
  }
  return suite;
}

/// A finding is no failure: gates say what fails. Of several with one code, the others are numbered.
TestSuite finding_suite(const Report& report) {
  TestSuite suite{"findings", {}};
  for (const Finding& finding : report.findings) {
    const auto same = std::ranges::count_if(suite.cases, [&](const TestCase& test) {
      return test.name == finding.code || test.name.starts_with(finding.code + " ");
    });
    suite.cases.push_back({.name = finding.code + (same > 0 ? " " + std::to_string(same + 1) : ""),
                           .failures = {},
                           .output = finding_text(finding)});
  }
  return suite;
}

}  // namespace

std::string junit(const Report& report, const Terminal& /*terminal*/) {
  TestSuite training = training_suite(report), gates = gate_suite(report.gates);
  const std::string findings = grave_findings(report);
  for (TestSuite* const suite : {&training, &gates})
    for (TestCase& test : suite->cases)
      if (!test.failures.empty()) test.output = findings;
  return junit_text({training, gates, layer_suite(report), finding_suite(report)}, seconds_of(report, "seconds"));
}

}  // namespace reluscope
