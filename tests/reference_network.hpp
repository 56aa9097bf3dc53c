#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "model/network.hpp"

/// A network by its definition alone: one row, weight by weight, in double. Tests compare with it.
struct ReferencePass {
  std::vector<std::vector<double>> inputs;  // per layer: what it gets
  std::vector<std::vector<double>> z;       // per layer, the last included

  template <class T, class X>
  ReferencePass(const reluscope::Network<T>& network, const X& row) {
    std::vector<double> x(row.begin(), row.end());
    for (std::size_t l = 0; l < network.layers().size(); ++l) {
      inputs.push_back(x);
      z.emplace_back();
      for (std::size_t i = 0; i < network.layers()[l].units(); ++i) z[l].push_back(preactivation(network, l, i, x));
      x = z[l];
      for (double& h : x) h = std::max(h, 0.0);
    }
  }

  template <class T>
  static double preactivation(const reluscope::Network<T>& network, std::size_t l, std::size_t i,
                              const std::vector<double>& x) {
    double sum = network.bias(l)[i];
    for (std::size_t k = 0; k < x.size(); ++k) sum += x[k] * network.weights(l).row(i)[k];
    return sum;
  }
};
