#include "model/network.hpp"

#include <stdexcept>
#include <type_traits>

#include "linalg/openblas.hpp"
#include "model/walk.hpp"

namespace reluscope {
namespace {

/// Works out the gradients of layers, of large ones on a helper's thread, one at a time.
template <class T>
class HelpedBackward {
 public:
  explicit HelpedBackward(Worker* helper) : m_helper(helper) {}
  HelpedBackward(const HelpedBackward&) = delete;
  HelpedBackward& operator=(const HelpedBackward&) = delete;
  ~HelpedBackward() {
    if (m_started) m_helper->finish();
  }

  void operator()(const Dense<T>& layer, MatrixView<const T> input, MatrixView<const T> delta, std::span<T> gradient,
                  MatrixView<T> scratch) {
    if (m_helper == nullptr || !is_large(layer, input.rows()) || !m_helper->is_idle())
      return layer.backward_parameters(input, delta, gradient, scratch);
    m_task = {&layer, input, delta, gradient, scratch};
    m_started = true;
    m_helper->start(
        [this] { m_task.layer->backward_parameters(m_task.input, m_task.delta, m_task.gradient, m_task.scratch); });
  }

 private:
  struct Task {
    const Dense<T>* layer;
    MatrixView<const T> input, delta;
    std::span<T> gradient;
    MatrixView<T> scratch;
  };

  /// To wake a thread costs as much as some 10⁵ multiplications.
  static bool is_large(const Dense<T>& layer, std::size_t rows) {
    constexpr std::size_t k_many_terms = 2'000'000;
    return rows * layer.inputs() * layer.units() >= k_many_terms;
  }

  Worker* m_helper;
  bool m_started = false;
  Task m_task{};
};

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
  for (const auto& layer : m_layers) {
    const bool is_through_scratch = std::is_same_v<T, float> && is_best_transposed(layer.inputs(), layer.units());
    workspace.outputs.push_back(Matrix<T>::from_shape({capacity, layer.units()}));
    workspace.scratch.push_back(Matrix<T>::from_shape({is_through_scratch ? layer.inputs() : 0, layer.units()}));
  }
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
                          std::span<T> gradient, Worker* helper) const {
  HelpedBackward<T> parameters_of(helper);
  reluscope::backward(*this, x, output_delta, workspace, m_layers.size(),
                      [&](std::size_t l, MatrixView<const T> input, MatrixView<T> delta) {
                        parameters_of(m_layers[l], input, delta, of_layer(l, gradient), workspace.scratch[l]);
                      });
}

template class Network<float>;
template class Network<double>;

}  // namespace reluscope
