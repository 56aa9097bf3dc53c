#pragma once

#include <limits>
#include <string>
#include <type_traits>

#include "diagnosis/metric.hpp"
#include "report/fields.hpp"

namespace reluscope {

/// The visitor of fields.hpp that takes the numbers of a struct as metrics, by their keys: counts, fractions (what is
/// Allowed::rate), and other numbers. What is no number, and what structs and lists within hold, is left out.
class MetricCollector {
 public:
  /// prefix: before every name.
  explicit MetricCollector(std::string prefix = "") : m_prefix(std::move(prefix)) {}

  template <class T>
  void operator()(std::string_view key, const T& value, std::string_view /*sentence*/, Allowed allowed = {}) {
    if constexpr (k_is_optional<T>) {
      if constexpr (k_is_number<typename T::value_type>)
        add<typename T::value_type>(key, value ? static_cast<double>(*value) : k_none, allowed);
    } else if constexpr (k_is_number<T>) {
      add<T>(key, static_cast<double>(value), allowed);
    }
  }
  template <class T>
  void if_any(std::string_view key, const T& value, std::string_view sentence, Allowed allowed = {}) {
    if constexpr (k_is_optional<T>)
      if (value) (*this)(key, *value, sentence, allowed);
  }
  template <class T>
  void added(std::string_view key, const T& value, std::string_view sentence, Allowed allowed = {}) {
    (*this)(key, value, sentence, allowed);
  }
  template <class T>
  void derived(std::string_view key, const T& value, std::string_view sentence, Allowed allowed = {}) {
    (*this)(key, value, sentence, allowed);
  }
  void index(std::string_view, std::string_view) {}
  template <class T>
  void constant(std::string_view, const T&, std::string_view) {}

  Metrics take() { return std::move(m_metrics); }

 private:
  static constexpr double k_none = std::numeric_limits<double>::quiet_NaN();
  template <class T>
  static constexpr bool k_is_number = std::is_arithmetic_v<T> && !std::is_same_v<T, bool>;

  template <class T>
  void add(std::string_view key, double value, Allowed allowed) {
    const Metric::Kind kind = std::is_integral_v<T>      ? Metric::Kind::count
                              : allowed == Allowed::rate ? Metric::Kind::fraction
                                                         : Metric::Kind::number;
    m_metrics.push_back({m_prefix + std::string(key), kind, value});
  }

  std::string m_prefix;
  Metrics m_metrics;
};

}  // namespace reluscope
