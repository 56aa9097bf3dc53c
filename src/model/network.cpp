#include "model/network.hpp"

#include <stdexcept>

#include "model/walk.hpp"

namespace reluscope {

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
  return reluscope::forward(*this, x, workspace,
                            [this](std::size_t l, MatrixView<const T> input, MatrixView<T> output) {
                              write_outputs(*this, l, input, output);
                            });
}

template <class T>
void Network<T>::backward(MatrixView<const T> x, MatrixView<T> output_delta, Workspace<T>& workspace,
                          std::span<T> gradient) const {
  reluscope::backward(*this, x, output_delta, workspace, m_layers.size(),
                      [&](std::size_t l, MatrixView<const T> input, MatrixView<T> delta) {
                        m_layers[l].backward_parameters(input, delta, of_layer(l, gradient));
                      });
}

template class Network<float>;
template class Network<double>;

}  // namespace reluscope
