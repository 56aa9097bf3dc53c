#include "report/junit_suites.hpp"

#include <array>
#include <charconv>

#include "support/text.hpp"

namespace reluscope {
namespace {

/// Text within an element or an attribute in quotes. XML 1.0 cannot hold control characters.
std::string xml(const std::string& text) {
  return replaced(replaced(replaced(replaced(one_line(text), "&", "&amp;"), "<", "&lt;"), ">", "&gt;"), "\"", "&quot;");
}

/// The same of several lines.
std::string xml_lines(const std::string& text) {
  std::vector<std::string> lines = split(text, '\n');
  for (std::string& line : lines) line = xml(line);
  return joined(lines, "\n");
}

/// Seconds as xs:decimal, to the millisecond.
std::string time_of(double seconds) {
  std::array<char, 64> buffer{};
  char* const end = buffer.data() + buffer.size();
  if (!(seconds > 0 && seconds < 1e9)) return "time=\"0\"";
  const auto text = std::to_chars(buffer.data(), end, seconds, std::chars_format::fixed, 3);
  return "time=\"" + std::string(buffer.data(), text.ptr) + "\"";
}

std::string text_of(const TestCase& test, const std::string& suite) {
  std::string text =
      "    <testcase classname=\"reluscope." + suite + "\" name=\"" + xml(test.name) + "\" " + time_of(test.seconds);
  if (test.failures.empty() && test.output.empty()) return text + "/>\n";
  text += ">\n";
  for (const std::string& failure : test.failures)
    text += "      <failure type=\"" + suite + "\" message=\"" + xml(failure) + "\"/>\n";
  if (!test.output.empty()) text += "      <system-out>" + xml_lines(test.output) + "</system-out>\n";
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
    if (!gate.passed) test.failures.push_back(value_text(gate));
    suite.cases.push_back(test);
  }
  return suite;
}

std::string junit_text(const std::vector<TestSuite>& suites, double seconds) {
  std::string text;
  std::size_t tests = 0, failures = 0;
  for (const TestSuite& suite : suites) {
    tests += suite.cases.size();
    failures += suite.failed();
    text += "  <testsuite name=\"" + suite.name + "\" " + counts(suite.cases.size(), suite.failed()) +
            " skipped=\"0\" " + time_of(suite.seconds()) + ">\n";
    for (const TestCase& test : suite.cases) text += text_of(test, suite.name);
    text += "  </testsuite>\n";
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"reluscope\" " + counts(tests, failures) +
         (seconds > 0 ? " " + time_of(seconds) : "") + ">\n" + text + "</testsuites>\n";
}

}  // namespace reluscope
