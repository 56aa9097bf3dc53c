#include <doctest/doctest.h>

#include "report/github_text.hpp"

using namespace reluscope;

TEST_SUITE("github text") {

TEST_CASE("an annotation escapes what GitHub would take for its own") {
  CHECK(github_annotation(Severity::error, "a title", "1 of 2 units (50 %) are dead\nlower: a, b\r") ==
        "::error title=a title::1 of 2 units (50 %25) are dead%0Alower: a, b%0D\n");
  CHECK(github_annotation(Severity::warning, "50 %: a, b\n", "") == "::warning title=50 %25%3A a%2C b%0A::\n");
  CHECK(github_annotation(Severity::info, "t", "%0A stays what it was") ==
        "::notice title=t::%250A stays what it was\n");
}

TEST_CASE("other control characters reach no log") {
  CHECK(github_annotation(Severity::info, "t", "\033[31m::error::\t") == "::notice title=t:: [31m::error:: \n");
}

TEST_CASE("a reason is an error") {
  CHECK(github_annotations({"gate failed: dead > 3 (value 4)", "training diverged"}) ==
        "::error title=reluscope verdict::gate failed: dead > 3 (value 4)\n"
        "::error title=reluscope verdict::training diverged\n");
  CHECK(github_annotations({}).empty());
}

}  // TEST_SUITE("github text")
