#pragma once

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "report/json_writer.hpp"

namespace reluscope {

struct AnyVisitor;

/// Whether fields.hpp describes it.
template <class T>
concept Described = requires(AnyVisitor& visitor, T& value) {
  describe(visitor, value);
};

/// The visitor of fields.hpp that makes the columns of a table of a struct: a name and a cell for each key, those of a
/// struct within as "outer.inner". The columns are the same whatever the values are: the cell of what is not there is
/// empty. A list is its JSON.
class CsvColumns {
 public:
  template <class T>
  void operator()(std::string_view key, const T& value, std::string_view /*sentence*/, Allowed /*allowed*/ = {}) {
    add(std::string(key), m_is_blank ? nullptr : &value);
  }
  template <class T>
  void if_any(std::string_view key, const T& value, std::string_view sentence, Allowed /*allowed*/ = {}) {
    (*this)(key, value, sentence);
  }
  template <class T>
  void added(std::string_view key, const T& value, std::string_view sentence, Allowed /*allowed*/ = {}) {
    (*this)(key, value, sentence);
  }
  template <class T>
  void derived(std::string_view key, const T& value, std::string_view sentence, Allowed /*allowed*/ = {}) {
    (*this)(key, value, sentence);
  }
  void index(std::string_view, std::string_view) {}
  template <class T>
  void constant(std::string_view, const T&, std::string_view) {}

  /// Those of the structs visited, after what was taken before.
  std::vector<std::string> take_names() { return std::move(m_names); }
  std::vector<std::string> take_cells() { return std::move(m_cells); }

 private:
  /// value: null if it is not there.
  template <class T>
  void add(const std::string& key, const T* value) {
    if constexpr (k_is_optional<T>) {
      add<typename T::value_type>(key, value != nullptr && *value ? &**value : nullptr);
    } else if constexpr (Described<T>) {
      const std::string outer_prefix = std::exchange(m_prefix, m_prefix + key + ".");
      const bool outer_is_blank = std::exchange(m_is_blank, value == nullptr);
      const T blank{};
      describe(*this, value == nullptr ? blank : *value);
      m_prefix = outer_prefix;
      m_is_blank = outer_is_blank;
    } else {
      m_names.push_back(m_prefix + key);
      m_cells.push_back(value == nullptr ? "" : cell_of(to_json(*value)));
    }
  }

  static std::string cell_of(const nlohmann::ordered_json& value) {
    if (value.is_null() || (value.is_array() && value.empty())) return "";
    if (value.is_number_float() && !std::isfinite(value.get<double>())) return "";
    return value.is_string() ? value.get<std::string>() : value.dump();
  }

  std::string m_prefix;
  bool m_is_blank = false;
  std::vector<std::string> m_names, m_cells;
};

}  // namespace reluscope
