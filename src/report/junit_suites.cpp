#include "report/junit_suites.hpp"

#include "support/text.hpp"

namespace reluscope {
namespace {

/// Text within an element or an attribute in quotes. XML 1.0 cannot hold control characters.
std::string xml(const std::string& text) {
  return replaced(replaced(replaced(replaced(one_line(text), "&", "&amp;"), "<", "&lt;"), ">", "&gt;"), "\"", "&quot;");
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

TestSuite gate_suite(const std::vector<GateResult>& gates) {
  TestSuite suite{"gates", {}};
  for (const GateResult& gate : gates) {
    TestCase test{.name = "not: " + gate.rule, .failures = {}, .output = ""};
    if (!gate.passed) test.failures.push_back("value " + to_significant(gate.value, 6));
    suite.cases.push_back(test);
  }
  return suite;
}

std::string junit_text(const std::vector<TestSuite>& suites) {
  std::string text;
  std::size_t tests = 0, failures = 0;
  for (const TestSuite& suite : suites) {
    tests += suite.cases.size();
    failures += suite.failed();
    text += "  <testsuite name=\"" + suite.name + "\" " + counts(suite.cases.size(), suite.failed()) +
            " skipped=\"0\" time=\"0\">\n";
    for (const TestCase& test : suite.cases) text += text_of(test, suite.name);
    text += "  </testsuite>\n";
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"reluscope\" " + counts(tests, failures) +
         ">\n" + text + "</testsuites>\n";
}

}  // namespace reluscope
