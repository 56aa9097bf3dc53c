#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "linalg/matrix.hpp"
#include "model/dense.hpp"

namespace reluscope {

/// The buffers of one forward and backward pass over at most `capacity` rows.
template <class T>
struct Workspace {
  std::vector<Matrix<T>> outputs;  // per layer, capacity × units: activations; of the last layer, the network's outputs
  std::vector<Matrix<T>> z;  // per hidden layer, the same: pre-activations; none if f' follows from the activations
  std::vector<Matrix<T>> deltas;  // per hidden layer, capacity × units: ∂L/∂z
};

/// A multi-layer perceptron: dense layers with an activation f after each but the last. All parameters lie in one
/// vector, layer by layer (W, then b), so that an optimizer, a norm or a snapshot is one plain loop or copy.
template <class T>
class Network {
 public:
  /// widths: inputs, units of each hidden layer, outputs. All parameters are 0. Throws std::invalid_argument if they
  /// are fewer than two, or ReLU'(0) is neither 0 nor 1.
  Network(const std::vector<std::size_t>& widths, Activation activation);

  const std::vector<Dense<T>>& layers() const { return m_layers; }
  std::size_t hidden_layer_count() const { return m_layers.size() - 1; }
  const Activation& activation() const { return m_activation; }  // of every hidden layer
  std::size_t input_count() const { return m_layers.front().inputs(); }
  std::size_t output_count() const { return m_layers.back().units(); }

  std::span<T> parameters() { return m_parameters; }
  std::span<const T> parameters() const { return m_parameters; }
  /// The part of `all` (parameters or gradient of the whole network) that belongs to layer l.
  template <class P>
  std::span<P> of_layer(std::size_t l, std::span<P> all) const {
    return all.subspan(m_offsets[l], m_layers[l].parameter_count());
  }
  MatrixView<T> weights(std::size_t l) { return m_layers[l].weights(of_layer(l, parameters())); }
  MatrixView<const T> weights(std::size_t l) const { return m_layers[l].weights(of_layer(l, parameters())); }
  std::span<T> bias(std::size_t l) { return m_layers[l].bias(of_layer(l, parameters())); }
  std::span<const T> bias(std::size_t l) const { return m_layers[l].bias(of_layer(l, parameters())); }

  Workspace<T> make_workspace(std::size_t capacity) const;

  // A pass in three steps, each of which can be shared out: the first two by rows, the last by units. The results are
  // the same to the bit. x: the batch, rows × inputs; of its rows, or of the units of every layer, those of the share.

  /// Writes the activations and the outputs into the workspace.
  void forward(MatrixView<const T> x, Workspace<T>& workspace, Share share) const;
  /// Writes the ∂L/∂z of the hidden layers into the workspace that `forward` filled. output_delta = ∂L/∂outputs: of all
  /// rows × outputs (may be the same memory as the outputs).
  void backward_deltas(MatrixView<const T> x, MatrixView<T> output_delta, Workspace<T>& workspace, Share share) const;
  /// Once all deltas are there; gradient: as many values as there are parameters (written).
  void backward_parameters(MatrixView<const T> x, MatrixView<const T> output_delta, const Workspace<T>& workspace,
                           std::span<T> gradient, Share share) const;

  /// x: rows × inputs; returns the outputs, rows × outputs, in the workspace.
  MatrixView<T> forward(MatrixView<const T> x, Workspace<T>& workspace) const;
  /// All of the backward pass.
  void backward(MatrixView<const T> x, MatrixView<T> output_delta, Workspace<T>& workspace,
                std::span<T> gradient) const;

 private:
  std::vector<Dense<T>> m_layers;
  std::vector<std::size_t> m_offsets;
  Activation m_activation;
  AlignedVector<T> m_parameters;
};

}  // namespace reluscope
