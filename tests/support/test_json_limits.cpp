#include <doctest/doctest.h>
#include <string>

#include "support/json_limits.hpp"

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

TEST_CASE("an object has too many keys from the one after the most on; keys of others do not count") {
  CHECK_FALSE(too_many_keys_at("", 0));
  CHECK_FALSE(too_many_keys_at(R"({"a": 1, "b": {"c": 2, "d": [{"e": 3, "f": ":"}, {"g": 4, "h": "\":"}]}})", 2));
  CHECK(too_many_keys_at(R"({"a": 1, "b": {"c": 2, "d": [{"e": 3}]}, "i": 5})", 2) == 41);
  CHECK(too_many_keys_at(R"([{"a:": 1}])", 0) == 2);
  CHECK_FALSE(too_many_keys_at(R"(["a", "b:", [":"]])", 0));
  for (const std::string text : {"]]]]", "}{]{", "\"", ":::", "\"\\", "{\"\\\"{:"})
    CHECK_FALSE(too_many_keys_at(text, 1));
}
