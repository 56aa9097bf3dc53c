#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "stats/probe.hpp"

namespace reluscope {

/// On how many rows a gradient can reach each hidden unit: it lets one through (its f' is not 0), and so does a unit of
/// every layer after it, along weights that are not 0.
class GradientPaths {
 public:
  explicit GradientPaths(const Network<float>& network);

  std::size_t depth() const { return m_rows.size(); }
  void see(const BlockPass& pass);
  void merge(const GradientPaths& later);

  /// Per hidden layer and unit.
  const std::vector<std::vector<std::int64_t>>& rows() const { return m_rows; }

 private:
  std::shared_ptr<const Network<float>> m_adjacency;  // a weight of 1 for each that is not 0
  std::vector<std::vector<std::int64_t>> m_rows;
};

}  // namespace reluscope
