#pragma once

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "diagnosis/proof/prove_on.hpp"
#include "support/random.hpp"

/// A random network, a box of groups and numeric inputs, and rows that span it; all units are taken for dead.
struct ProofCase {
  ProofCase(std::uint64_t seed, std::size_t groups, std::size_t numeric, std::vector<std::size_t> hidden,
            std::size_t row_count = 20, double bias = -0.3)
      : random(seed, reluscope::RandomStream::check), network(draw_box(groups, numeric, hidden), {}) {
    for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
      const reluscope::MatrixView<float> weights = network.weights(l);
      for (std::size_t i = 0; i < weights.size(); ++i)
        weights.data()[i] = static_cast<float>(random.normal() / std::sqrt(static_cast<double>(weights.columns())));
      for (float& b : network.bias(l)) b = static_cast<float>(0.7 * random.normal() + bias);
    }
    draw_rows(row_count);
  }

  /// Those that fire on no row, or all.
  std::vector<std::vector<bool>> dead(bool all = false) {
    std::vector<std::vector<bool>> marks;
    reluscope::Workspace<float> workspace = network.make_workspace(rows.shape()[0]);
    network.forward(rows, workspace);
    for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
      std::vector<bool>& layer = marks.emplace_back(network.layers()[l].units(), true);
      for (std::size_t j = 0; j < rows.shape()[0]; ++j)
        for (std::size_t i = 0; i < layer.size(); ++i)
          if (!all && workspace.outputs[l](j, i) > 0) layer[i] = false;
    }
    return marks;
  }

  reluscope::Random random;
  reluscope::InputBox box;
  reluscope::Network<float> network;
  reluscope::Matrix<float> rows;

 private:
  /// Returns the widths of the network.
  std::vector<std::size_t> draw_box(std::size_t groups, std::size_t numeric, std::vector<std::size_t> hidden) {
    for (std::size_t g = 0; g < groups; ++g) {
      const std::size_t count = 2 + random.below(3);
      box.groups.push_back({box.inputs(), count});
      box.lower.insert(box.lower.end(), count, 0);
      box.upper.insert(box.upper.end(), count, 1);
    }
    for (std::size_t k = 0; k < numeric; ++k) {
      box.lower.push_back(static_cast<float>(random.normal() - 1));
      box.upper.push_back(static_cast<float>(box.lower.back() + random.uniform(0.1, 3)));
    }
    hidden.insert(hidden.begin(), box.inputs());
    hidden.push_back(1);
    return hidden;
  }
  /// Numeric inputs reach both ends of their ranges.
  void draw_rows(std::size_t count) {
    rows = reluscope::Matrix<float>::from_shape({count, box.inputs()});
    for (std::size_t j = 0; j < count; ++j) {
      for (std::size_t k = 0; k < box.inputs(); ++k) {
        const double share = j < 2 ? static_cast<double>(j) : random.uniform();
        rows(j, k) = static_cast<float>(box.lower[k] + share * (box.upper[k] - box.lower[k]));
      }
      for (const auto& [first, group_count] : box.groups) {
        const std::size_t one = j < group_count ? j : random.below(group_count);
        for (std::size_t k = 0; k < group_count; ++k) rows(j, first + k) = k == one ? 1.0F : 0.0F;
      }
    }
  }
};

/// A unit's pre-activation in float32, every sum in an order drawn at random, some of them fused.
inline float shuffled_z(const reluscope::Network<float>& network, std::size_t layer, std::size_t unit,
                        std::span<const float> point, reluscope::Random& random) {
  std::vector<float> h(point.begin(), point.end());
  for (std::size_t l = 0;; ++l) {
    std::vector<float> z;
    const bool fused = random.below(2) == 0;
    std::vector<std::uint32_t> order(h.size() + 1);  // the last one is the bias
    std::iota(order.begin(), order.end(), 0);
    random.shuffle(order);
    for (std::size_t i = 0; i < network.layers()[l].units(); ++i) {
      const std::span<const float> weights = network.weights(l).row(i);
      float sum = 0;
      for (const std::uint32_t k : order) {
        const float w = k < h.size() ? weights[k] : network.bias(l)[i], x = k < h.size() ? h[k] : 1;
        sum = fused ? std::fma(w, x, sum) : sum + w * x;
      }
      z.push_back(sum);
    }
    if (l == layer) return z[unit];
    for (float& x : z) x = std::max(x, 0.0F);
    h = std::move(z);
  }
}
