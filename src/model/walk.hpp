#pragma once

#include <cstddef>

#include "model/network.hpp"

namespace reluscope {

// The loops over the layers of a network. A visitor says what is computed in each.

/// Takes rows up through the first `layers` layers. visit(l, x, y) writes the outputs y (rows × units) of layer l from
/// its inputs x (rows × inputs): by write_outputs, or otherwise. Returns the last y; all are in the workspace, in as
/// many rows from `first_row` on.
template <class T>
MatrixView<T> forward(const Network<T>& /*network*/, MatrixView<const T> x, Workspace<T>& workspace, std::size_t layers,
                      auto&& visit, std::size_t first_row = 0) {
  MatrixView<T> y;
  for (std::size_t l = 0; l < layers; ++l, x = y) {
    y = MatrixView<T>(workspace.outputs[l]).rows(first_row, x.rows());
    visit(l, x, y);
  }
  return y;
}

/// The same through all layers.
template <class T>
MatrixView<T> forward(const Network<T>& network, MatrixView<const T> x, Workspace<T>& workspace, auto&& visit) {
  return forward(network, x, workspace, network.layers().size(), visit);
}

/// Where the pre-activations of hidden layer l are kept; nowhere (an empty view) if f' follows from the activations.
template <class T>
MatrixView<T> z_of(std::size_t l, std::size_t rows, Workspace<T>& workspace, std::size_t first_row = 0) {
  return l < workspace.z.size() ? MatrixView<T>(workspace.z[l]).rows(first_row, rows) : MatrixView<T>();
}

/// What layer l makes of its inputs: activations, or of the last layer the network's outputs. z: see z_of; needed only
/// if a backward pass follows.
template <class T>
void write_outputs(const Network<T>& network, std::size_t l, MatrixView<const T> x, MatrixView<T> y,
                   MatrixView<T> z = {}) {
  const std::span<const T> parameters = network.of_layer(l, network.parameters());
  if (l < network.hidden_layer_count())
    network.layers()[l].forward(parameters, x, y, network.activation(), z);
  else
    network.layers()[l].forward(parameters, x, y);
}

/// The inputs of layer l in the pass that filled the workspace; x: those of the network.
template <class T>
MatrixView<const T> inputs_of(std::size_t l, MatrixView<const T> x, const Workspace<T>& workspace,
                              std::size_t first_row = 0) {
  return l == 0 ? x : MatrixView<const T>(workspace.outputs[l - 1]).rows(first_row, x.rows());
}

/// Takes ∂/∂z of the `layers`-th layer's rows back down to the first. visit(l, x, delta) is shown each layer's inputs
/// and ∂/∂z (rows × units), which it may change before that goes on, through the weights of `network` and the
/// activations of the pass that filled the workspace.
template <class T>
void backward(const Network<T>& network, MatrixView<const T> x, MatrixView<T> delta, Workspace<T>& workspace,
              std::size_t layers, auto&& visit, std::size_t first_row = 0) {
  for (std::size_t l = layers; l-- > 0;) {
    const MatrixView<const T> input = inputs_of(l, x, workspace, first_row);
    visit(l, input, delta);
    if (l == 0) return;
    const MatrixView<T> below = MatrixView<T>(workspace.deltas[l - 1]).rows(first_row, x.rows());
    const MatrixView<const T> z = z_of(l - 1, x.rows(), workspace, first_row);
    network.layers()[l].backward_inputs(network.of_layer(l, network.parameters()), delta, z.size() > 0 ? z : input,
                                        below, network.activation());
    delta = below;
  }
}

}  // namespace reluscope
