#include "diagnosis/autopsy/push.hpp"

#include <cmath>

#include "nn/update_parts.hpp"

namespace reluscope {

OwnParameters::OwnParameters(const Network<float>& network, UnitId id)
    : inputs(network.layers()[id.layer].inputs()),
      weights(static_cast<std::size_t>(network.weights(id.layer).row(id.unit).data() - network.parameters().data())),
      bias(static_cast<std::size_t>(&network.bias(id.layer)[id.unit] - network.parameters().data())) {}

double OwnParameters::distance(std::span<const float> from, std::span<const float> to) const {
  double square = std::pow(static_cast<double>(to[bias]) - from[bias], 2);
  for (std::size_t k = weights; k < weights + inputs; ++k) square += std::pow(static_cast<double>(to[k]) - from[k], 2);
  return std::sqrt(square);
}

PushMeter::PushMeter(std::span<const UnitId> units, const MeanView& view, const Optimizer& optimizer,
                     const Samples& samples, std::span<const std::uint32_t> rows, double clip_norm,
                     double learning_rate)
    : m_units(units),
      m_view(view),
      m_optimizer(optimizer),
      m_samples(samples),
      m_rows(rows),
      m_clip_norm(clip_norm),
      m_learning_rate(learning_rate) {}

void PushMeter::gradient_computed(const StepGradient& step) {
  const double scale = m_clip_norm > 0 ? clip_scale(step.parameters, m_clip_norm) : 1;
  for (const UnitId& id : m_units) m_pushes.push_back(push_on(id, step, scale));
}

Push PushMeter::push_on(UnitId id, const StepGradient& step, double scale) const {
  const OwnParameters own(step.network, id);
  const auto parts = [&](std::size_t k) {
    return parts_of_step(m_optimizer, k, m_view.parameters()[k], scale * step.parameters[k], m_learning_rate);
  };
  const std::vector<double>& means = m_view.input_means(id.layer);
  Push push;
  std::vector<double> gain_times_mean;
  for (std::size_t k = 0; k < own.inputs; ++k) {
    const UpdateParts part = parts(own.weights + k);
    gain_times_mean.push_back(part.gain * means[k]);
    push.of_state -= part.carried * means[k];
  }
  const UpdateParts bias = parts(own.bias);
  push.of_state -= bias.carried;
  for (std::size_t j = 0; j < step.rows; ++j) {
    const std::span<const float> inputs = id.layer == 0
                                              ? m_samples.inputs.row(m_rows[j])
                                              : MatrixView<const float>(step.workspace.outputs[id.layer - 1]).row(j);
    double sum = bias.gain;
    for (std::size_t k = 0; k < own.inputs; ++k) sum += gain_times_mean[k] * inputs[k];
    push.of_rows.push_back(-scale * step.workspace.deltas[id.layer](j, id.unit) * sum);
  }
  return push;
}

}  // namespace reluscope
