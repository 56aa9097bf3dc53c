#include <vector>

#include "diagnosis/gate.hpp"
#include "report/format.hpp"
#include "report/junit_suites.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

TestSuite training_suite(const Report& report) {
  TestSuite suite{"training", {}};
  if (report.training)
    suite.cases.push_back(
        {.name = "training completes without divergence", .failures = reasons_of(report.training), .output = ""});
  return suite;
}

/// The gates on the worst layer that this layer breaks.
std::vector<std::string> broken_gates(const LayerDiagnosis& layer, const std::vector<GateResult>& gates) {
  const Summary alone(std::vector{layer});
  std::vector<std::string> broken;
  for (const GateResult& result : gates) {
    const Gate gate(result.rule);
    const std::string& metric = gate.metric_in(alone.metrics()).name;
    if (!metric.starts_with("max_layer_") && metric != "network_dead") continue;
    const GateResult of_layer = gate.judge(alone.metrics());
    if (!result.passed && !of_layer.passed) broken.push_back(failure_of(result.rule, of_layer.value));
  }
  return broken;
}

TestSuite layer_suite(const Report& report) {
  TestSuite suite{"layers", {}};
  for (std::size_t l = 0; l < report.layers.size(); ++l) {
    const LayerDiagnosis& layer = report.layers[l];
    suite.cases.push_back({.name = "layer " + std::to_string(l),
                           .failures = broken_gates(layer, report.gates),
                           .output = pluralized(static_cast<std::int64_t>(layer.units.size()), "unit") + ": " +
                                     with_thousands(layer.dead) + " dead, " +
                                     (layer.saturated > 0 ? with_thousands(layer.saturated) + " saturated, " : "") +
                                     with_thousands(layer.sparse) + " sparse, " + with_thousands(layer.always_active) +
                                     " always active, " + with_thousands(layer.dormant) + " dormant"});
  }
  return suite;
}

}  // namespace

std::string junit(const Report& report, const Terminal& /*terminal*/) {
  return junit_text({training_suite(report), gate_suite(report.gates), layer_suite(report)});
}

}  // namespace reluscope
