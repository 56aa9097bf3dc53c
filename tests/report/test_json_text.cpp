#include <cmath>
#include <cstdint>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <vector>

#include "report/json_text.hpp"

using namespace reluscope;

TEST_SUITE("json text") {

using Json = nlohmann::ordered_json;

namespace {

/// {"key": "xxx"} of so many characters on one line.
Json object_of(std::size_t length) { return {{"key", std::string(length - std::string("{'key': ''}").size(), 'x')}}; }

}  // namespace

TEST_CASE("what is short stands on one line: lists with a comma, objects with a comma and a space") {
  CHECK(json_text({{"a", 1}, {"list", {1, 2.5, "x"}}, {"nested", {{1, 2}, {3}}}, {"o", {{"b", nullptr}}}}) ==
        "{\"a\": 1, \"list\": [1,2.5,\"x\"], \"nested\": [[1,2],[3]], \"o\": {\"b\": null}}\n");
  CHECK(json_text(Json::array()) == "[]\n");
  CHECK(json_text(Json::object()) == "{}\n");
  CHECK(json_text({{"none", Json::array()}, {"nothing", Json::object()}}) == "{\"none\": [], \"nothing\": {}}\n");
  CHECK(json_text("text") == "\"text\"\n");
}

TEST_CASE("110 characters are the most on one line, what stands before and after not counted") {
  const std::string x(99, 'x');
  CHECK(json_text(object_of(110)) == "{\"key\": \"" + x + "\"}\n");
  CHECK(json_text(object_of(111)) == "{\n  \"key\": \"" + x + "x\"\n}\n");
  CHECK(json_text({{"outer", {object_of(110), object_of(110)}}}) ==
        "{\n  \"outer\": [\n    {\"key\": \"" + x + "\"},\n    {\"key\": \"" + x + "\"}\n  ]\n}\n");
}

TEST_CASE("what is longer is indented by two, a level at a time") {
  const Json json = {{"a", {{"b", {1, 2}}, {"c", object_of(111)}}}, {"d", {{1, 2}, object_of(110)}}};
  const std::string x(100, 'x');
  CHECK(json_text(json) == "{\n  \"a\": {\n    \"b\": [1,2],\n    \"c\": {\n      \"key\": \"" + x +
                               "\"\n    }\n  },\n  \"d\": [\n    [1,2],\n    {\"key\": \"" + x.substr(1) +
                               "\"}\n  ]\n}\n");
}

TEST_CASE("a list of plain values stands on one line, however long") {
  Json list = Json::array();
  std::string text;
  for (int k = 0; k < 1000; ++k) {
    list.push_back(k);
    text += (k == 0 ? "" : ",") + std::to_string(k);
  }
  CHECK(json_text(list) == "[" + text + "]\n");
  CHECK(json_text({{"list", list}}) == "{\n  \"list\": [" + text + "]\n}\n");
  CHECK(json_text({list, {1}}) == "[\n  [" + text + "],\n  [1]\n]\n");
}

TEST_CASE("a value alone is written as the library writes it") {
  for (const Json& value : {Json("plain"),   Json(""),         Json("\""),   Json("\\"),
                            Json("\n"),      Json("\x01"),     Json("\x7f"), Json("größer ≤ 1, 日本"),
                            Json("a\x80z"),  Json(0),          Json(-1),     Json(INT64_MIN),
                            Json(INT64_MAX), Json(UINT64_MAX), Json(7U),     Json(1.0),
                            Json(-0.0),      Json(0.1),        Json(1e300),  Json(true),
                            Json(nullptr)})
    CHECK(json_text(value) == value.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

TEST_CASE("what it writes reads back as the same") {
  const Json json = {{"tricky \"name\"\n", {0.1, 1e-300, -0.0, 123456789012345}},
                     {"b", {{{"c", true}}, {{"d", Json::object()}}}}};
  CHECK(Json::parse(json_text(json)) == json);
  Json list = Json::array();
  for (int k = 0; k < 30; ++k) list.push_back({{"k", k}, {"nested", {{k, "x"}, Json::array(), json}}});
  CHECK(Json::parse(json_text(list)) == list);
}

TEST_CASE("a number that is not finite is null, never NaN") {
  CHECK(json_text({{"a", NAN}, {"b", {INFINITY, 1}}}) == "{\"a\": null, \"b\": [null,1]}\n");
}

TEST_CASE("bytes that are not UTF-8 become the replacement character") {
  CHECK(json_text({{"caf\xE9", "\xFF"}}) == "{\"caf\uFFFD\": \"\uFFFD\"}\n");
}

}  // TEST_SUITE("json text")
