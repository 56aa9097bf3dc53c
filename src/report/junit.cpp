#include <vector>

#include "diagnosis/gate.hpp"
#include "report/format.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

struct TestCase {
  std::string name;
  std::vector<std::string> failures;
  std::string output;
};

struct TestSuite {
  std::string name;
  std::vector<TestCase> cases;

  std::size_t failed() const {
    std::size_t count = 0;
    for (const TestCase& test : cases) count += test.failures.empty() ? 0 : 1;
    return count;
  }
};

/// Text within an element or an attribute in quotes. XML 1.0 cannot hold control characters.
std::string xml(const std::string& text) {
  return replaced(replaced(replaced(replaced(one_line(text), "&", "&amp;"), "<", "&lt;"), ">", "&gt;"), "\"", "&quot;");
}

TestSuite training_suite(const Report& report) {
  TestSuite suite{"training", {}};
  if (report.training)
    suite.cases.push_back(
        {.name = "training completes without divergence", .failures = reasons_of(report.training), .output = ""});
  return suite;
}

TestSuite gate_suite(const Report& report) {
  TestSuite suite{"gates", {}};
  for (const GateResult& gate : report.gates) {
    TestCase test{.name = "not: " + gate.rule, .failures = {}, .output = ""};
    if (!gate.passed) test.failures.push_back("value " + to_significant(gate.value, 6));
    suite.cases.push_back(test);
  }
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

std::string text_of(const TestCase& test, const std::string& suite) {
  std::string text = "    <testcase classname=\"reluscope." + suite + "\" name=\"" + xml(test.name) + "\" time=\"0\"";
  if (test.failures.empty() && test.output.empty()) return text + "/>\n";
  text += ">\n";
  for (const std::string& failure : test.failures)
    text += "      <failure type=\"" + suite + "\" message=\"" + xml(failure) + "\"/>\n";
  if (!test.output.empty()) text += "      <system-out>" + xml(test.output) + "</system-out>\n";
  return text + "    </testcase>\n";
}

std::string counts(std::size_t tests, std::size_t failures) {
  return "tests=\"" + std::to_string(tests) + "\" failures=\"" + std::to_string(failures) + "\" errors=\"0\"";
}

}  // namespace

std::string junit(const Report& report, const Terminal& /*terminal*/) {
  std::string suites;
  std::size_t tests = 0, failures = 0;
  for (const TestSuite& suite : {training_suite(report), gate_suite(report), layer_suite(report)}) {
    tests += suite.cases.size();
    failures += suite.failed();
    suites += "  <testsuite name=\"" + suite.name + "\" " + counts(suite.cases.size(), suite.failed()) +
              " skipped=\"0\" time=\"0\">\n";
    for (const TestCase& test : suite.cases) suites += text_of(test, suite.name);
    suites += "  </testsuite>\n";
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"reluscope\" " + counts(tests, failures) +
         ">\n" + suites + "</testsuites>\n";
}

}  // namespace reluscope
