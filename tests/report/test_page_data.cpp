#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "report/page_data.hpp"
#include "support/random.hpp"

using namespace reluscope;

TEST_SUITE("page data") {

namespace {

using Json = nlohmann::ordered_json;

/// A layer of units that were each active on a random number of rows in every epoch.
Json layer_of(int units, int epochs, Random& random) {
  Json history = {{"epoch", Json::array()}, {"active_rows", Json::array()}, {"max_preactivation", Json::array()}};
  for (int e = 0; e < epochs; ++e) {
    Json rows = Json::array(), greatest = Json::array();
    for (int i = 0; i < units; ++i) {
      rows.push_back(random.below(1'000'000'000));
      greatest.push_back(e + 0.5);
    }
    history["epoch"].push_back(e);
    history["active_rows"].push_back(std::move(rows));
    history["max_preactivation"].push_back(std::move(greatest));
  }
  Json unit = Json::array();
  for (int i = 0; i < units; ++i) unit.push_back({{"index", i}, {"proof", {{"upper", 1}, {"witness", {0.5, 0.25}}}}});
  return {{"dead", 0}, {"unit", unit}, {"history", history}};
}

}  // namespace

TEST_CASE("a small report is there whole") {
  Random random(1, RandomStream::check);
  const Json report = {{"seed", 0}, {"layers", {layer_of(5, 7, random), layer_of(3, 7, random)}}};
  CHECK(page_data(report) == report);
}

TEST_CASE("without histories, too") {
  const Json report = {{"layers", {{{"dead", 0}, {"unit", Json::array()}}}}};
  CHECK(page_data(report) == report);
}

TEST_CASE("pre-activations are left out where there are more than 50,000 in all layers together, and nothing else") {
  Random random(1, RandomStream::check);
  for (const int units : {250, 251}) {
    Json report = {{"layers", {layer_of(units, 100, random), layer_of(250, 100, random)}}};
    const Json data = page_data(report);
    if (units > 250)
      for (Json& layer : report["layers"]) layer["history"].erase("max_preactivation");
    CHECK(data == report);
  }
}

TEST_CASE("witnesses are left out where they have more than 50,000 numbers, and nothing else of a proof") {
  Random random(1, RandomStream::check);
  for (const int units : {12'500, 12'501}) {
    Json report = {{"layers", {layer_of(units, 1, random), layer_of(12'500, 1, random)}}};
    const Json data = page_data(report);
    if (units > 12'500)
      for (Json& layer : report["layers"])
        for (Json& unit : layer["unit"]) unit["proof"].erase("witness");
    CHECK(data == report);
  }
}

TEST_CASE("what is too large without a history stays as it is") {
  Random random(1, RandomStream::check);
  Json unit = Json::array();
  for (int i = 0; i < 400'000; ++i) unit.push_back({{"mean_activation", random.uniform()}});
  const Json report = {{"layers", {{{"dead", 0}, {"unit", unit}}}}};
  CHECK(page_data(report) == report);
}

TEST_CASE("of a history that is too large every second epoch is left out, the last never") {
  Random random(1, RandomStream::check);
  for (const int epochs : {100, 101}) {
    const Json report = {{"layers", {layer_of(8'000, epochs, random), {{"dead", 0}, {"unit", Json::array()}}}}};
    const Json data = page_data(report), &history = data["layers"][0]["history"];
    const Json& given = report["layers"][0]["history"];
    const int step = given["epoch"].size() > 1 ? history["epoch"][1].get<int>() - history["epoch"][0].get<int>() : 0;
    CHECK(step == 2);
    CHECK(history["epoch"].back() == epochs - 1);
    CHECK(history["epoch"].size() == history["active_rows"].size());
    for (std::size_t e = 0; e < history["epoch"].size(); ++e) {
      const auto epoch = history["epoch"][e].get<std::size_t>();
      CHECK(history["active_rows"][e] == given["active_rows"][epoch]);
    }
    CHECK(data["layers"][1] == report["layers"][1]);
  }
}

TEST_CASE("and again, until it is small enough") {
  Random random(1, RandomStream::check);
  const Json data = page_data({{"layers", {layer_of(8'000, 200, random)}}});
  const Json& epochs = data["layers"][0]["history"]["epoch"];
  CHECK(epochs.size() == 50);
  CHECK(epochs.front() == 3);
  CHECK(epochs.back() == 199);
}

}  // TEST_SUITE("page data")
