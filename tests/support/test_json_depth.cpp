#include <doctest/doctest.h>
#include <string>

#include "support/json_depth.hpp"

using namespace reluscope;

TEST_CASE("JSON is too deep where one bracket too many is open") {
  CHECK_FALSE(too_deep_at("", 0));
  CHECK_FALSE(too_deep_at("[[1],{\"a\":[2]}]", 3));
  CHECK(too_deep_at("[[1],{\"a\":[2]}]", 2) == 10);
  CHECK(too_deep_at("[1]", 0) == 0);
  const std::string deep = std::string(100, '[') + std::string(100, ']');
  CHECK_FALSE(too_deep_at(deep + deep, 100));
  CHECK(too_deep_at(deep + deep, 99) == 99);
}

TEST_CASE("brackets in texts do not count, and bytes that are no JSON do no harm") {
  CHECK_FALSE(too_deep_at(R"(["[[[", "\"[[[", "\\", {"[[": "]"}])", 2));
  CHECK(too_deep_at(R"(["\\", [[]]])", 2) == 8);
  for (const std::string text : {"]]]]", "}{]{", "\"", "\"\\", "[\"\\\"["}) CHECK_FALSE(too_deep_at(text, 2));
}
