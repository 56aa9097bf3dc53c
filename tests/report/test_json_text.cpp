#include <cmath>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "report/json_text.hpp"

using namespace reluscope;
using Json = nlohmann::ordered_json;

TEST_CASE("objects are indented by two, lists of plain values stay on a line") {
  const Json json = {
      {"a", 1}, {"list", {1, 2.5, "x"}}, {"nested", {{1, 2}, {3}}}, {"none", Json::array()}, {"o", {{"b", nullptr}}}};
  CHECK(json_text(json) ==
        "{\n  \"a\": 1,\n  \"list\": [1, 2.5, \"x\"],\n  \"nested\": [\n    [1, 2],\n    [3]\n  ],\n  \"none\": [],\n"
        "  \"o\": {\n    \"b\": null\n  }\n}\n");
}

TEST_CASE("what it writes reads back as the same") {
  const Json json = {{"tricky \"name\"\n", {0.1, 1e-300, -0.0, 123456789012345}},
                     {"b", {{{"c", true}}, {{"d", Json::object()}}}}};
  CHECK(Json::parse(json_text(json)) == json);
}

TEST_CASE("a number that is not finite is null, never NaN") {
  CHECK(json_text({{"a", NAN}, {"b", {INFINITY, 1}}}) == "{\n  \"a\": null,\n  \"b\": [null, 1]\n}\n");
}

TEST_CASE("bytes that are not UTF-8 become the replacement character") {
  CHECK(json_text({{"caf\xE9", "\xFF"}}) == "{\n  \"caf\uFFFD\": \"\uFFFD\"\n}\n");
}
