#include "diagnosis/autopsy/step_contributions.hpp"

#include <algorithm>
#include <cmath>

#include "model/activation_layer.hpp"
#include "model/row_blocks.hpp"
#include "model/walk.hpp"
#include "support/elementary.hpp"

namespace reluscope {

OwnParameters::OwnParameters(const Network<float>& network, UnitId id)
    : inputs(network.layers()[id.layer].inputs()),
      weights(static_cast<std::size_t>(network.weights(id.layer).row(id.unit).data() - network.parameters().data())),
      bias(static_cast<std::size_t>(&network.bias(id.layer)[id.unit] - network.parameters().data())) {}

double OwnParameters::distance(std::span<const float> from, std::span<const float> to) const {
  double sum = square(static_cast<double>(to[bias]) - from[bias]);
  for (std::size_t k = weights; k < weights + inputs; ++k) sum += square(static_cast<double>(to[k]) - from[k]);
  return std::sqrt(sum);
}

namespace {

/// ∂z̄/∂θ of a unit, z̄ its mean pre-activation over the samples: a value for each parameter of the layers below it; the
/// others are 0.
AlignedVector<float> gradient_below(const Network<float>& network, const Samples& samples, UnitId id) {
  AlignedVector<float> sum(network.parameters().size()), part(network.parameters().size());
  Workspace<float> workspace = network.make_workspace(std::min(k_block_rows, samples.rows()));
  const std::span<const float> weights = network.weights(id.layer).row(id.unit);
  for_each_block(samples.rows(), [&](std::size_t first, std::size_t rows) {
    const MatrixView<const float> x = samples.inputs.rows(first, rows);
    const MatrixView<const float> h = forward(
        network, x, workspace, id.layer, [&](std::size_t l, MatrixView<const float> input, MatrixView<float> output) {
          write_outputs(network, l, input, output);
        });
    const MatrixView<float> delta = MatrixView<float>(workspace.deltas[id.layer - 1]).rows(0, rows);
    for (std::size_t j = 0; j < rows; ++j)
      for (std::size_t k = 0; k < weights.size(); ++k)
        delta.row(j)[k] = weights[k] / static_cast<float>(samples.rows());
    ActivationLayer<float>(network.activation()).backward_in_place({h.data(), h.size()}, {delta.data(), delta.size()});
    backward(network, x, delta, workspace, id.layer,
             [&](std::size_t l, MatrixView<const float> input, MatrixView<float> delta_of_layer) {
               network.layers()[l].backward_parameters(input, delta_of_layer, network.of_layer(l, std::span(part)));
             });
    for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += part[k];
  });
  return sum;
}

}  // namespace

ContributionProbe::ContributionProbe(std::span<const UnitId> units, const MeanSnapshot& view,
                                     const Optimizer& optimizer, const Samples& samples,
                                     std::span<const std::uint32_t> rows, double clip_norm, double learning_rate)
    : m_units(units),
      m_view(view),
      m_optimizer(optimizer),
      m_samples(samples),
      m_batch_inputs(Matrix<float>::from_shape({rows.size(), samples.inputs.columns()})),
      m_clip_norm(clip_norm),
      m_learning_rate(learning_rate) {
  for (std::size_t j = 0; j < rows.size(); ++j)
    std::ranges::copy(samples.inputs.row(rows[j]), MatrixView<float>(m_batch_inputs).row(j).begin());
}

void ContributionProbe::gradient_computed(const StepGradient& step) {
  const double scale = m_clip_norm > 0 ? clip_scale(step.parameters, m_clip_norm) : 1;
  for (const UnitId& id : m_units) {
    m_contributions.push_back(contributions_to(id, step, scale));
    if (id.layer > 0) add_contributions_below(id, step, scale, m_contributions.back());
  }
}

StepTerms ContributionProbe::parts(const StepGradient& step, double scale, std::size_t k) const {
  return step_terms(m_optimizer, k, m_view.parameters()[k], scale * step.parameters[k], m_learning_rate);
}

StepContributions ContributionProbe::contributions_to(UnitId id, const StepGradient& step, double scale) const {
  const OwnParameters own(step.network, id);
  const std::vector<double>& means = m_view.input_means(id.layer);
  StepContributions result;
  std::vector<double> gain_times_mean;
  for (std::size_t k = 0; k < own.inputs; ++k) {
    const StepTerms part = parts(step, scale, own.weights + k);
    gain_times_mean.push_back(part.gradient_factor * means[k]);
    result.of_state -= part.state_term * means[k];
  }
  const StepTerms bias = parts(step, scale, own.bias);
  result.of_state -= bias.state_term;
  for (std::size_t j = 0; j < step.rows; ++j) {
    const std::span<const float> inputs = inputs_of<float>(id.layer, m_batch_inputs, step.workspace).row(j);
    double sum = bias.gradient_factor;
    for (std::size_t k = 0; k < own.inputs; ++k) sum += gain_times_mean[k] * inputs[k];
    result.of_rows.push_back(-scale * step.workspace.deltas[id.layer](j, id.unit) * sum);
  }
  return result;
}

void ContributionProbe::add_contributions_below(UnitId id, const StepGradient& step, double scale,
                                                StepContributions& result) const {
  AlignedVector<float> effects = gradient_below(step.network, m_samples, id);
  for (std::size_t k = 0; k < effects.size(); ++k) {
    if (effects[k] == 0) continue;
    const StepTerms part = parts(step, scale, k);
    result.of_state_below -= effects[k] * part.state_term;
    effects[k] = static_cast<float>(effects[k] * part.gradient_factor);
  }
  std::vector<double>& of_rows = result.of_rows_below;
  of_rows.resize(step.rows);
  for (std::size_t l = 0; l < id.layer; ++l) {
    const Dense<float>& layer = step.network.layers()[l];
    Matrix<float> effect = Matrix<float>::from_shape({step.rows, layer.units()});  // of ∂L_j/∂z, per row and unit
    layer.forward(step.network.of_layer(l, std::span<const float>(effects)),
                  inputs_of<float>(l, m_batch_inputs, step.workspace), effect);
    for (std::size_t j = 0; j < step.rows; ++j)
      for (std::size_t i = 0; i < layer.units(); ++i)
        of_rows[j] -= scale * step.workspace.deltas[l](j, i) * effect(j, i);
  }
}

}  // namespace reluscope
