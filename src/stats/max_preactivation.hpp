#pragma once

#include <memory>
#include <vector>

#include "stats/activation_stats.hpp"
#include "stats/probe.hpp"

namespace reluscope {

/// The greatest pre-activation of each hidden unit, had it other parameters, and its inputs as the network makes them.
class MaxPreactivation {
 public:
  /// parameters: a value for each of the network's.
  MaxPreactivation(const Network<float>& network, AlignedVector<float> parameters);

  std::size_t depth() const { return m_layers.size() - 1; }
  void see(const BlockPass& pass);
  void merge(const MaxPreactivation& later);

  /// Per hidden layer and unit.
  std::vector<std::vector<float>> greatest() const;

 private:
  std::shared_ptr<const AlignedVector<float>> m_parameters;
  std::vector<ActivationStats> m_layers;
  AlignedVector<float> m_z;
};

}  // namespace reluscope
