#include "model_file/model_json.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "data/column.hpp"
#include "model_file/strict_json.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

using OrderedJson = nlohmann::ordered_json;
using Json = nlohmann::json;

ColumnKind kind_of(const FeatureEncoding& feature) {
  if (feature.categorical) return ColumnKind::categorical;
  if (feature.dates) return ColumnKind::date;
  return feature.booleans[0].empty() ? ColumnKind::numeric : ColumnKind::boolean;
}

OrderedJson to_json(const FeatureEncoding& feature) {
  const ColumnKind kind = kind_of(feature);
  OrderedJson json = {{"column", feature.column}, {"kind", name_of(kind)}};
  if (kind == ColumnKind::boolean) json["words"] = feature.booleans;
  if (kind == ColumnKind::date) {
    json["order"] = name_of(feature.dates->order);
    json["unit"] = feature.dates->in_seconds ? "seconds" : "days";
  }
  if (feature.categorical) {
    json["categories"] = feature.categories;
    json["fill"] = feature.fill.empty() ? OrderedJson(nullptr) : OrderedJson(feature.fill);
  } else {
    json["shift"] = feature.shift;
    json["scale"] = feature.scale;
    json["fill"] = feature.fill.empty() ? OrderedJson(nullptr) : OrderedJson(feature.fill.front());
  }
  return json;
}

/// A value of the metadata and its place there. What is not as it should be is a UserError.
class Part {
 public:
  Part(const Json& json, std::string file, std::string place)
      : m_json(&json), m_file(std::move(file)), m_place(std::move(place)) {}

  [[noreturn]] void fail(const std::string& problem) const {
    throw UserError(m_file + ": in its metadata " + m_place + " " + problem +
                    "; the file was edited or is damaged: save the model again with reluscope train --save-model");
  }
  Part operator[](const char* key) const {
    if (!m_json->is_object()) fail("is not an object");
    const auto found = m_json->find(key);
    if (found == m_json->end()) fail(std::string("has no ") + key);
    return {*found, m_file, m_place + "." + key};
  }
  std::vector<Part> items() const {
    if (!m_json->is_array()) fail("is not a list");
    std::vector<Part> items;
    for (const Json& item : *m_json)
      items.emplace_back(item, m_file, m_place + "[" + std::to_string(items.size()) + "]");
    return items;
  }
  bool is_null() const { return m_json->is_null(); }
  std::string text() const {
    if (!m_json->is_string()) fail("is not a text");
    return m_json->get<std::string>();
  }
  double number() const {
    if (!m_json->is_number() || !std::isfinite(m_json->get<double>())) fail("is not a finite number");
    return m_json->get<double>();
  }
  double scale() const {
    const double value = number();
    if (value <= 0) fail("is not greater than 0");
    return value;
  }
  /// Texts that differ.
  std::vector<std::string> texts() const {
    std::vector<std::string> texts;
    std::set<std::string> seen;
    for (const Part& item : items()) {
      texts.push_back(item.text());
      if (!seen.insert(texts.back()).second) fail("has " + in_quotes(texts.back()) + " twice");
    }
    return texts;
  }
  template <Named E>
  E named() const {
    const std::string word = text();
    if (const std::optional<E> value = value_named<E>(word)) return *value;
    fail("is " + in_quotes(word) + ", which this version does not know");
  }

 private:
  const Json* m_json;
  std::string m_file, m_place;
};

/// The fill of a category each, or of none.
std::vector<double> read_fill(const Part& part, std::size_t count) {
  std::vector<double> fill;
  if (part.is_null()) return fill;
  for (const Part& item : part.items()) fill.push_back(item.number());
  if (fill.size() != count) part.fail("is not a number for each category");
  return fill;
}

FeatureEncoding read_feature(const Part& part) {
  FeatureEncoding feature{.column = part["column"].text()};
  const auto kind = part["kind"].named<ColumnKind>();
  feature.categorical = kind == ColumnKind::categorical;
  if (feature.categorical) {
    feature.categories = part["categories"].texts();
    if (feature.categories.empty()) part["categories"].fail("is empty");
    feature.fill = read_fill(part["fill"], feature.categories.size());
    return feature;
  }
  feature.shift = part["shift"].number();
  feature.scale = part["scale"].scale();
  if (!part["fill"].is_null()) feature.fill = {part["fill"].number()};
  if (kind == ColumnKind::boolean) {
    const std::vector<std::string> words = part["words"].texts();
    if (words.size() != 2 || words[0].empty() || words[1].empty()) part["words"].fail("are not two words");
    feature.booleans = {words[0], words[1]};
  }
  if (kind == ColumnKind::date) {
    const std::string unit = part["unit"].text();
    if (unit != "days" && unit != "seconds") part["unit"].fail("is neither days nor seconds");
    feature.dates = DateNotation{.order = part["order"].named<DateOrder>(), .in_seconds = unit == "seconds"};
  }
  return feature;
}

std::vector<FeatureEncoding> read_features(const Part& part) {
  std::vector<FeatureEncoding> features;
  std::set<std::string> names;
  for (const Part& item : part.items()) {
    features.push_back(read_feature(item));
    if (!names.insert(features.back().column).second) part.fail("have " + in_quotes(features.back().column) + " twice");
  }
  if (features.empty()) part.fail("are empty");
  // some are filled in, then all are: --missing mean
  const auto is_filled = [](const FeatureEncoding& feature) { return !feature.fill.empty(); };
  if (std::ranges::any_of(features, is_filled) && !std::ranges::all_of(features, is_filled))
    part.fail("are filled in only in part");
  return features;
}

}  // namespace

std::string to_model_json(const ModelMetadata& metadata) {
  const Encoding& encoding = metadata.encoding;
  OrderedJson features = OrderedJson::array();
  for (const FeatureEncoding& feature : encoding.features) features.push_back(to_json(feature));
  const OrderedJson json = {{"version", 1},
                            {"activation", text_of(metadata.activation)},
                            {"features", features},
                            {"target", encoding.target},
                            {"task", name_of(encoding.task)},
                            {"classes", encoding.classes},
                            {"target_shift", encoding.target_shift},
                            {"target_scale", encoding.target_scale}};
  return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

ModelMetadata parse_model_json(const std::string& text, const std::string& name) {
  constexpr int k_deepest = 4;  // the encoding, its features, one of them, its categories
  const Json json = parse_strict_json(text, k_deepest, name + ": its metadata (reluscope)",
                                      "the file is damaged; save the model again with reluscope train --save-model");
  const Part part(json, name, "reluscope");
  if (part["version"].number() != 1) part["version"].fail("is not 1, which this version reads");
  const std::optional<Activation> activation = activation_named(part["activation"].text());
  if (!activation) part["activation"].fail("is none that this version knows");
  Encoding encoding;
  encoding.features = read_features(part["features"]);
  encoding.target = part["target"].text();
  if (std::ranges::find(encoding.features, encoding.target, &FeatureEncoding::column) != encoding.features.end())
    part["target"].fail("is one of the features");
  encoding.task = part["task"].named<Task>();
  if (encoding.task == Task::automatic) part["task"].fail("is left open");
  encoding.classes = part["classes"].texts();
  const bool has_classes = encoding.task == Task::classification;
  if (has_classes ? encoding.classes.size() < 2 : !encoding.classes.empty())
    part["classes"].fail("do not fit the task");
  encoding.target_shift = part["target_shift"].number();
  encoding.target_scale = part["target_scale"].scale();
  encoding.model = name;
  return {std::move(encoding), *activation};
}

}  // namespace reluscope
