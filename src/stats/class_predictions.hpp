#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <utility>

#include "stats/probe.hpp"

namespace reluscope {

/// How many rows of each class are predicted to be of each.
class ClassPredictions {
 public:
  /// labels: of all rows, the class of each; they must outlive this.
  explicit ClassPredictions(const Network<float>& network, std::span<const std::int32_t> labels)
      : m_depth(network.hidden_layer_count()), m_labels(labels) {}

  std::size_t depth() const { return m_depth; }
  void see(const BlockPass& pass);
  void merge(const ClassPredictions& later);

  using Counts = std::map<std::pair<std::int32_t, std::int32_t>, std::int64_t>;
  /// By the class of a row and the class that it is predicted to be; pairs without rows are left out.
  const Counts& rows() const { return m_rows; }

 private:
  std::size_t m_depth;
  std::span<const std::int32_t> m_labels;
  Counts m_rows;
};

}  // namespace reluscope
