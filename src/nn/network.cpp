#include "nn/network.hpp"

#include <stdexcept>

namespace reluscope {
namespace {

template <class T>
MatrixView<T> first_rows(Matrix<T>& matrix, std::size_t rows) {
  return MatrixView<T>(matrix).rows(0, rows);
}

template <class T>
std::span<T> values(MatrixView<T> view) {
  return {view.data(), view.size()};
}

}  // namespace

template <class T>
Network<T>::Network(const std::vector<std::size_t>& widths, Relu<T> relu) : m_relu(relu) {
  if (widths.size() < 2) throw std::invalid_argument("a network has inputs and outputs");
  std::size_t count = 0;
  for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
    m_layers.emplace_back(widths[l], widths[l + 1]);
    m_offsets.push_back(count);
    count += m_layers.back().parameter_count();
  }
  m_parameters.resize(count);
}

template <class T>
Workspace<T> Network<T>::make_workspace(std::size_t capacity) const {
  Workspace<T> workspace;
  for (const auto& layer : m_layers) workspace.outputs.push_back(Matrix<T>::from_shape({capacity, layer.units()}));
  for (std::size_t l = 0; l < hidden_layer_count(); ++l)
    workspace.deltas.push_back(Matrix<T>::from_shape({capacity, m_layers[l].units()}));
  return workspace;
}

template <class T>
MatrixView<T> Network<T>::forward(MatrixView<const T> x, Workspace<T>& workspace) const {
  MatrixView<T> z;
  for (std::size_t l = 0; l < m_layers.size(); ++l) {
    z = first_rows(workspace.outputs[l], x.rows());
    if (l < hidden_layer_count()) {
      m_layers[l].product(of_layer(l, parameters()), x, z);
      m_relu.forward_in_place(z, bias(l));
    } else {
      m_layers[l].forward(of_layer(l, parameters()), x, z);
    }
    x = z;
  }
  return z;
}

template <class T>
void Network<T>::backward(MatrixView<const T> x, MatrixView<const T> output_delta, Workspace<T>& workspace,
                          std::span<T> gradient) const {
  MatrixView<const T> delta = output_delta;
  for (std::size_t l = m_layers.size(); l-- > 0;) {
    const MatrixView<const T> input = l == 0 ? x : first_rows(workspace.outputs[l - 1], x.rows());
    m_layers[l].backward_parameters(input, delta, of_layer(l, gradient));
    if (l == 0) return;
    const MatrixView<T> delta_below = first_rows(workspace.deltas[l - 1], x.rows());
    m_layers[l].backward_inputs(of_layer(l, parameters()), delta, delta_below);
    m_relu.backward_in_place(values(input), values(delta_below));
    delta = delta_below;
  }
}

template class Network<float>;
template class Network<double>;

}  // namespace reluscope
