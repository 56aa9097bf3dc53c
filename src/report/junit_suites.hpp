#pragma once

#include <string>
#include <vector>

#include "diagnosis/gate.hpp"

namespace reluscope {

// JUnit XML, as CI servers show it (schema: junit-10.xsd of Jenkins' xUnit plugin).

struct TestCase {
  std::string name;
  std::vector<std::string> failures;
  std::string output;  // lines, of which the last ends without a newline
  double seconds = 0;  // 0: not known
};

struct TestSuite {
  std::string name;
  std::vector<TestCase> cases;

  double seconds() const {
    double sum = 0;
    for (const TestCase& test : cases) sum += test.seconds;
    return sum;
  }

  std::size_t failed() const {
    std::size_t count = 0;
    for (const TestCase& test : cases) count += test.failures.empty() ? 0 : 1;
    return count;
  }
};

/// A case for each rule.
TestSuite gate_suite(const std::vector<GateResult>& gates);

/// seconds: of all of it; 0: not known.
std::string junit_text(const std::vector<TestSuite>& suites, double seconds = 0);

}  // namespace reluscope
