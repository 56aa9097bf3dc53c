#pragma once

#include <limits>

#include "diagnosis/metric_change.hpp"
#include "report/fields.hpp"
#include "report/json_part.hpp"
#include "report/run_differences.hpp"

namespace reluscope {

template <class T>
void read_json(const JsonPart& part, T& value, Allowed allowed = {});

/// The visitor of fields.hpp that reads a struct from a JSON object; unknown keys are ignored. Throws UserError, which
/// names the file, the place in it and the cure, if a key is missing or its value is not what it may be.
class JsonReader {
 public:
  explicit JsonReader(const JsonPart& object) : m_object(object) {}

  template <class T>
  void operator()(std::string_view key, T& value, std::string_view /*sentence*/, Allowed allowed = {}) {
    read_json(m_object[std::string(key)], value, allowed);
  }
  template <class T>
  void if_any(std::string_view key, T& value, std::string_view sentence, Allowed allowed = {}) {
    if (!m_object.has(std::string(key))) return;
    if constexpr (k_is_optional<T>)
      (*this)(key, value.emplace(), sentence, allowed);
    else
      (*this)(key, value, sentence, allowed);
  }
  template <class T>
  void added(std::string_view key, T& value, std::string_view sentence, Allowed allowed = {}) {
    if (m_object.has(std::string(key))) (*this)(key, value, sentence, allowed);
  }
  template <class T>
  void derived(std::string_view, const T&, std::string_view, Allowed = {}) {}
  void index(std::string_view, std::string_view) {}
  template <class T>
  void constant(std::string_view, const T&, std::string_view) {}

 private:
  const JsonPart& m_object;
};

void read_json(const JsonPart& part, Value& value);
void read_json(const JsonPart& part, NamedValues& values);
void read_json(const JsonPart& part, Summary& summary);
void read_json(const JsonPart& part, std::vector<MetricChange>& changes);
void read_json(const JsonPart& part, Differences& differences);

template <class T>
void read_json(const JsonPart& part, T& value, Allowed allowed) {
  if constexpr (Named<T>) {
    value = part.named<T>();
  } else if constexpr (std::same_as<T, bool>) {
    value = part.flag();
  } else if constexpr (std::is_integral_v<T>) {
    value = static_cast<T>(
        part.count(static_cast<std::int64_t>(allowed == Allowed::positive),
                   static_cast<std::int64_t>(std::min<std::uint64_t>(std::numeric_limits<T>::max(), 1ULL << 53))));
  } else if constexpr (std::is_floating_point_v<T>) {
    value = static_cast<T>(part.number());
    if (allowed != Allowed::any && part.is_null()) part.fail("is not a number");
    if ((allowed == Allowed::rate && value < 0) || (allowed == Allowed::rate && value > 1)) part.fail("is not a rate");
  } else if constexpr (std::same_as<T, std::string>) {
    value = part.text();
  } else if constexpr (k_is_optional<T>) {
    if (!part.is_null()) read_json(part, value.emplace(), allowed);
  } else if constexpr (std::same_as<T, Value> || std::same_as<T, NamedValues> || std::same_as<T, Summary> ||
                       std::same_as<T, std::vector<MetricChange>> || std::same_as<T, Differences>) {
    read_json(part, value);
  } else if constexpr (std::same_as<T, DeadSpell>) {
    std::vector<int> ends;
    read_json(part, ends);
    if (ends.size() != 2 || ends[0] > ends[1]) part.fail("is not the first and the last of some epochs");
    value.from = ends[0];
    value.to = ends[1];
  } else if constexpr (k_is_list<T>) {
    for (const JsonPart& item : part.items()) read_json(item, value.emplace_back(), allowed);
  } else {
    JsonReader reader(part);
    describe(reader, value);
  }
}

}  // namespace reluscope
