#include <doctest/doctest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "model_file/model_json.hpp"
#include "support/error_message.hpp"

using namespace reluscope;

TEST_SUITE("model json") {

namespace {

Encoding example_encoding() {
  Encoding encoding{.target = "survived", .classes = {"no", "yes"}};
  encoding.features = {
      {.column = "age", .shift = 29.7, .scale = 14.5, .fill = {30.5}},
      {.column = "sex", .categorical = true, .categories = {"female", "male"}, .fill = {0.25, 0.75}},
      {.column = "member", .shift = 0.1, .scale = 0.3, .booleans = {"no", "yes"}, .fill = {0.1}},
      {.column = "since", .shift = 1e9, .scale = 1e7, .dates = DateNotation{DateOrder::dmy, true}, .fill = {1e9}}};
  return encoding;
}

std::string complaint(const std::string& text) {
  return error_message([&] { parse_model_json(text, "m"); });
}

/// The JSON of the example, with a value at a JSON pointer replaced; without it, if the value is "-".
std::string with(const std::string& pointer, const std::string& value) {
  auto json = nlohmann::ordered_json::parse(to_model_json({example_encoding(), {}}));
  const nlohmann::ordered_json::json_pointer place(pointer);
  if (value == "-")
    json[place.parent_pointer()].erase(place.back());
  else
    json[place] = nlohmann::ordered_json::parse(value);
  return json.dump();
}

}  // namespace

TEST_CASE("what is written is read again") {
  const Encoding encoding = example_encoding();
  const auto read_again = [](const Encoding& written, const Activation& activation = {}) {
    return parse_model_json(to_model_json({written, activation}), "m");
  };
  const Encoding again = read_again(encoding).encoding;
  CHECK(to_model_json({again, {}}) == to_model_json({encoding, {}}));
  CHECK(again.model == "m");
  CHECK(again.features[2].booleans == encoding.features[2].booleans);
  CHECK(again.features[3].dates == encoding.features[3].dates);
  Encoding regression{.target = "y", .task = Task::regression, .target_shift = -3.5, .target_scale = 1e-300};
  regression.features = {{.column = "x"}};
  CHECK(to_model_json(read_again(regression)) == to_model_json({regression, {}}));
  for (const char* name : {"relu", "leaky_relu:0.01", "leaky_relu:0.3", "elu", "gelu", "silu", "tanh", "sigmoid"})
    CHECK(text_of(read_again(encoding, activation_named(name).value()).activation) == name);
}

TEST_CASE("what this program would not have written is refused with its place") {
  const std::map<std::pair<std::string, std::string>, std::string> broken = {
      {{"/version", "2"}, "reluscope.version is not 1"},
      {{"/version", "-"}, "reluscope has no version"},
      {{"/activation", "\"swish\""}, "reluscope.activation is none that this version knows"},
      {{"/features", "[]"}, "reluscope.features are empty"},
      {{"/features", "{}"}, "reluscope.features is not a list"},
      {{"/features/0", "3"}, "reluscope.features[0] is not an object"},
      {{"/features/0/column", "\"sex\""}, "reluscope.features have 'sex' twice"},
      {{"/features/0/column", "\"survived\""}, "reluscope.target is one of the features"},
      {{"/features/0/kind", "\"text\""}, "reluscope.features[0].kind is 'text'"},
      {{"/features/0/shift", "\"1\""}, "reluscope.features[0].shift is not a finite number"},
      {{"/features/0/shift", "null"}, "reluscope.features[0].shift is not a finite number"},
      {{"/features/0/scale", "0"}, "reluscope.features[0].scale is not greater than 0"},
      {{"/features/0/scale", "-1"}, "reluscope.features[0].scale is not greater than 0"},
      {{"/features/0/fill", "null"}, "reluscope.features are filled in only in part"},
      {{"/features/1/categories", "[]"}, "reluscope.features[1].categories is empty"},
      {{"/features/1/categories", "[\"a\",\"a\"]"}, "reluscope.features[1].categories has 'a' twice"},
      {{"/features/1/fill", "[1]"}, "reluscope.features[1].fill is not a number for each category"},
      {{"/features/2/words", "[\"a\"]"}, "reluscope.features[2].words are not two words"},
      {{"/features/3/unit", "\"years\""}, "reluscope.features[3].unit is neither days nor seconds"},
      {{"/features/3/order", "\"ydm\""}, "reluscope.features[3].order is 'ydm'"},
      {{"/task", "\"auto\""}, "reluscope.task is left open"},
      {{"/task", "\"regression\""}, "reluscope.classes do not fit the task"},
      {{"/classes", "[\"a\"]"}, "reluscope.classes do not fit the task"},
      {{"/target_scale", "0"}, "reluscope.target_scale is not greater than 0"}};
  for (const auto& [change, message] : broken) {
    CAPTURE(message);
    const std::string said = complaint(with(change.first, change.second));
    CHECK(said.starts_with("m: in its metadata " + message));
    CHECK(said.ends_with("save the model again with reluscope train --save-model"));
  }
}

TEST_CASE("numbers that are none, equal keys, nesting without end and what is not JSON are refused") {
  const std::string good = to_model_json({example_encoding(), {}});
  for (const char* number : {"1e999", "NaN", "-Infinity"}) {
    std::string text = good;
    CHECK(
        complaint(text.replace(text.find("29.7"), 4, number)).starts_with("m: its metadata (reluscope) is not JSON; "));
  }
  std::string twice = good;
  CHECK(
      complaint(twice.insert(1, "\"target\":\"y\",")).starts_with("m: its metadata (reluscope) has 'target' twice; "));
  CHECK(complaint(std::string(100'000, '['))
            .starts_with("m: its metadata (reluscope) is nested too deeply (more than 4 levels, at byte 4); "));
  CHECK(complaint("") != "");
}

}  // TEST_SUITE("model json")
