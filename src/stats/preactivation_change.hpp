#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "model/network.hpp"
#include "stats/evaluator.hpp"

namespace reluscope {

/// What moved the mean pre-activation z̄ = w·h̄ + b of a unit over the rows, from one network to the next:
///
///     z̄' − z̄ = (b' − b) + (w' − w)·h̄ + w'·(h̄' − h̄),
///
/// h̄ the means of its inputs. The three terms add up to the change.
struct PreactivationChange {
  double total = 0;
  double bias = 0;     // b' − b
  double weights = 0;  // (w' − w)·h̄
  double inputs = 0;   // w'·(h̄' − h̄): the layers below; 0 in the first layer
};

/// The parameters of a network, and the mean of every layer's inputs over some rows: all that z̄ depends on.
class MeanSnapshot {
 public:
  MeanSnapshot() = default;
  /// input_means: of the network's inputs; seen: of the same network on the same rows.
  MeanSnapshot(const Network<float>& network, std::span<const double> input_means, const EvaluationResult& seen) {
    assign(network, input_means, seen);
  }
  /// The same in the memory of a view that was.
  void assign(const Network<float>& network, std::span<const double> input_means, const EvaluationResult& seen);

  /// z̄ of a hidden unit.
  double preactivation(const Network<float>& network, std::size_t layer, std::size_t unit) const;
  const std::vector<double>& input_means(std::size_t layer) const { return m_input_means[layer]; }
  std::span<const float> parameters() const { return m_parameters; }

 private:
  AlignedVector<float> m_parameters;
  std::vector<std::vector<double>> m_input_means;  // per hidden layer
};

/// network: for the shapes alone.
PreactivationChange change_between(const Network<float>& network, const MeanSnapshot& before, const MeanSnapshot& after,
                                   std::size_t layer, std::size_t unit);

/// The mean of each column; rows × columns.
std::vector<double> column_means(MatrixView<const float> matrix);

}  // namespace reluscope
