#pragma once

#include <cstddef>
#include <vector>

#include "stats/probe.hpp"

namespace reluscope {

/// For some hidden units the row on which the pre-activation is greatest, the first of equals.
class ClosestRows {
 public:
  /// units: of each hidden layer, ascending.
  ClosestRows(const Network<float>& network, std::span<const std::vector<std::size_t>> units);

  /// Up to the layer below the last of the units.
  std::size_t depth() const { return m_layers.empty() ? 0 : m_layers.size() - 1; }
  void see(const BlockPass& pass);
  void merge(const ClosestRows& later);

  /// Of the u-th of the layer's units; inputs values.
  std::span<const float> row(std::size_t layer, std::size_t u) const { return m_layers[layer].rows[u]; }

 private:
  struct Layer {
    Dense<float> dense;  // of the units alone
    AlignedVector<float> parameters;
    std::vector<float> greatest;
    std::vector<std::vector<float>> rows;
  };

  std::vector<Layer> m_layers;  // up to the last with units
  AlignedVector<float> m_z;
};

}  // namespace reluscope
