#pragma once

#include <cmath>
#include <nlohmann/json.hpp>

#include "diagnosis/metric_change.hpp"
#include "report/fields.hpp"
#include "report/run_differences.hpp"

namespace reluscope {

/// index: the place of the value in the list that holds it.
template <class T>
nlohmann::ordered_json to_json(const T& value, std::size_t index = 0);

/// The visitor of fields.hpp that writes a struct as a JSON object.
class JsonWriter {
 public:
  explicit JsonWriter(std::size_t index) : m_index(index) {}

  template <class T>
  void operator()(std::string_view key, const T& value, std::string_view /*sentence*/, Allowed /*allowed*/ = {}) {
    m_json[std::string(key)] = to_json(value);
  }
  template <class T>
  void added(std::string_view key, const T& value, std::string_view sentence, Allowed /*allowed*/ = {}) {
    (*this)(key, value, sentence);
  }
  template <class T>
  void derived(std::string_view key, const T& value, std::string_view sentence, Allowed /*allowed*/ = {}) {
    (*this)(key, value, sentence);
  }
  template <class T>
  void if_any(std::string_view key, const T& value, std::string_view sentence, Allowed /*allowed*/ = {}) {
    if constexpr (k_is_optional<T>) {
      if (value) (*this)(key, *value, sentence);
    } else {
      if (!value.empty()) (*this)(key, value, sentence);
    }
  }
  void index(std::string_view key, std::string_view sentence) { (*this)(key, m_index, sentence); }
  template <class T>
  void constant(std::string_view key, const T& value, std::string_view sentence) {
    (*this)(key, value, sentence);
  }

  nlohmann::ordered_json take() { return std::move(m_json); }

 private:
  std::size_t m_index;
  nlohmann::ordered_json m_json;
};

template <class T>
nlohmann::ordered_json to_json(const T& value, std::size_t index) {
  using Json = nlohmann::ordered_json;
  if constexpr (Named<T>) {
    return name_of(value);
  } else if constexpr (std::same_as<T, std::monostate>) {
    return nullptr;
  } else if constexpr (!std::is_class_v<T> || std::same_as<T, std::string>) {
    return value;
  } else if constexpr (k_is_optional<T>) {
    return value ? to_json(*value) : Json();
  } else if constexpr (std::same_as<T, Value>) {
    return std::visit([](const auto& held) { return to_json(held); }, value);
  } else if constexpr (std::same_as<T, Metric>) {
    if (!std::isfinite(value.value)) return nullptr;
    if (value.kind == Metric::Kind::flag) return value.value != 0;
    return value.kind == Metric::Kind::count ? Json(static_cast<std::int64_t>(value.value)) : Json(value.value);
  } else if constexpr (std::same_as<T, NamedValues>) {
    Json json = Json::object();
    for (const auto& [name, held] : value) json[name] = to_json(held);
    return json;
  } else if constexpr (std::same_as<T, Summary>) {
    Json json = Json::object();
    for (const Metric& metric : value.metrics()) json[metric.name] = to_json(metric);
    return json;
  } else if constexpr (std::same_as<T, std::vector<MetricChange>> || std::same_as<T, Differences>) {
    Json json = Json::object();
    for (const auto& item : value) json[item.name] = to_json(item);
    return json;
  } else if constexpr (std::same_as<T, DeadSpell>) {
    return {value.from, value.to};
  } else if constexpr (std::same_as<T, UnitId>) {
    return {value.layer, value.unit};
  } else if constexpr (k_is_list<T>) {
    Json json = Json::array();
    for (std::size_t i = 0; i < value.size(); ++i) json.push_back(to_json(value[i], i));
    return json;
  } else {
    JsonWriter writer(index);
    describe(writer, value);
    return writer.take();
  }
}

}  // namespace reluscope
