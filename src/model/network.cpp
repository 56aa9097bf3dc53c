#include "model/network.hpp"

#include <stdexcept>

#include "model/activation_functions.hpp"
#include "model/walk.hpp"

namespace reluscope {

template <class T>
Network<T>::Network(const std::vector<std::size_t>& widths, Activation activation) : m_activation(activation) {
  with_function<T>(activation, [](auto) {});
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
  for (std::size_t l = 0; l < hidden_layer_count() && traits_of(m_activation.kind).keeps_z; ++l)
    workspace.z.push_back(Matrix<T>::from_shape({capacity, m_layers[l].units()}));
  for (std::size_t l = 0; l < hidden_layer_count(); ++l)
    workspace.deltas.push_back(Matrix<T>::from_shape({capacity, m_layers[l].units()}));
  return workspace;
}

template <class T>
void Network<T>::forward(MatrixView<const T> x, Workspace<T>& workspace, Share share) const {
  const std::size_t first = share.begin(x.rows()), rows = share.end(x.rows()) - first;
  const auto write = [&](std::size_t l, MatrixView<const T> input, MatrixView<T> output) {
    write_outputs(*this, l, input, output, z_of(l, input.rows(), workspace, first));
  };
  if (rows > 0) reluscope::forward(*this, x.rows(first, rows), workspace, m_layers.size(), write, first);
}

template <class T>
void Network<T>::backward_deltas(MatrixView<const T> x, MatrixView<T> output_delta, Workspace<T>& workspace,
                                 Share share) const {
  const std::size_t first = share.begin(x.rows()), rows = share.end(x.rows()) - first;
  const auto pass_on = [](std::size_t, MatrixView<const T>, MatrixView<T>) {};
  if (rows > 0)
    reluscope::backward(*this, x.rows(first, rows), output_delta.rows(first, rows), workspace, m_layers.size(), pass_on,
                        first);
}

template <class T>
void Network<T>::backward_parameters(MatrixView<const T> x, MatrixView<const T> output_delta,
                                     const Workspace<T>& workspace, std::span<T> gradient, Share share) const {
  for (std::size_t l = 0; l < m_layers.size(); ++l) {
    const bool is_last = l == hidden_layer_count();
    const MatrixView<const T> delta =
        is_last ? output_delta : MatrixView<const T>(workspace.deltas[l]).rows(0, x.rows());
    m_layers[l].backward_parameters(inputs_of(l, x, workspace), delta, of_layer(l, gradient), share);
  }
}

template <class T>
MatrixView<T> Network<T>::forward(MatrixView<const T> x, Workspace<T>& workspace) const {
  forward(x, workspace, Share());
  return MatrixView<T>(workspace.outputs.back()).rows(0, x.rows());
}

template <class T>
void Network<T>::backward(MatrixView<const T> x, MatrixView<T> output_delta, Workspace<T>& workspace,
                          std::span<T> gradient) const {
  backward_deltas(x, output_delta, workspace, Share());
  backward_parameters(x, output_delta, workspace, gradient, Share());
}

template class Network<float>;
template class Network<double>;

}  // namespace reluscope
