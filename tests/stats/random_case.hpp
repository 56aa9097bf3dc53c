#pragma once

#include <cstdint>
#include <vector>

#include "data/samples.hpp"
#include "linalg/matrix.hpp"
#include "model/initialization.hpp"

/// A random network of 4 inputs, 6 and 5 hidden units and 3 classes, and rows for it.
struct RandomCase {
  explicit RandomCase(std::size_t rows)
      : network({4, 6, 5, 3}, reluscope::Activation()), inputs(reluscope::Matrix<float>::from_shape({rows, 4})) {
    reluscope::Random random(11, reluscope::RandomStream::check);
    initialize(network, {.bias = reluscope::BiasInit::normal, .bias_scale = 0.5}, random);
    for (float& x : inputs) x = static_cast<float>(random.normal());
    for (std::size_t j = 0; j < rows; ++j) labels.push_back(static_cast<std::int32_t>(random.below(3)));
  }
  reluscope::Samples samples() const { return {inputs, labels, {}}; }

  reluscope::Network<float> network;
  reluscope::Matrix<float> inputs;
  std::vector<std::int32_t> labels;
};
