#include <doctest/doctest.h>

#include "html/cited.hpp"

using namespace reluscope;

namespace {

nlohmann::ordered_json cited_document() {
  return nlohmann::ordered_json::parse(
      R"({"a": {"b/c": 0.3229166666666667, "n": 1438, "none": null, "yes": true, "text": "<x>", "empty": ""},
          "list": [0, {"mean": 0.5, "lower": 0.25, "upper": 0.75}, {"mean": 0.5, "lower": null, "upper": null}]})");
}

}  // namespace

TEST_CASE("a number has its place and its exact value beside what is shown") {
  const nlohmann::ordered_json document = cited_document();
  const Cited cited(document);
  CHECK(cited.share(in_place("/a", "b/c")) == "<data data-of=\"/a/b~1c\" value=\"0.3229166666666667\">32.3 %</data>");
  CHECK(cited.number("/a/b~1c") == "<data data-of=\"/a/b~1c\" value=\"0.3229166666666667\">0.3229</data>");
  CHECK(cited.count("/a/n") == "<data data-of=\"/a/n\" value=\"1438\">1,438</data>");
  CHECK(cited.any("/a/yes") == "<data data-of=\"/a/yes\" value=\"true\">yes</data>");
  CHECK(cited.any(in_place("/list", 0)) == "<data data-of=\"/list/0\" value=\"0\">0</data>");
}

TEST_CASE("what is null, missing or no number is a dash") {
  const nlohmann::ordered_json document = cited_document();
  const Cited cited(document);
  for (const char* place : {"/a/none", "/a/nowhere", "/nowhere/at/all", "/list/9", "/a/text"})
    CHECK(cited.number(place) == "–");
  CHECK(cited.text("/a/text") == "&lt;x&gt;");
  CHECK(cited.text("/a/empty") == "–");
  CHECK(cited.text("/a/n") == "–");
}

TEST_CASE("an estimate has its interval, if it is known") {
  const nlohmann::ordered_json document = cited_document();
  const Cited cited(document);
  CHECK(cited_estimate(cited, "/list/1", "mean", true) ==
        "<data data-of=\"/list/1/mean\" value=\"0.5\">50 %</data><small> (<data data-of=\"/list/1/lower\" "
        "value=\"0.25\">25 %</data> to <data data-of=\"/list/1/upper\" value=\"0.75\">75 %</data>)</small>");
  CHECK(cited_estimate(cited, "/list/2", "mean", false) == "<data data-of=\"/list/2/mean\" value=\"0.5\">0.5</data>");
  CHECK(cited_estimate(cited, "/nowhere", "mean", true) == "–");
}
