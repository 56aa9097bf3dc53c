#include "model/initialization.hpp"

#include <cmath>

namespace reluscope {
namespace {

double weight(const Initialization& how, double fan_in, double fan_out, double squared_gain, Random& random) {
  const auto uniform = [&](double bound) { return random.uniform(-bound, bound); };
  switch (how.weights) {
    case WeightInit::he_normal:
      return std::sqrt(squared_gain / fan_in) * random.normal();
    case WeightInit::he_uniform:
      return uniform(std::sqrt(3 * squared_gain / fan_in));
    case WeightInit::xavier_normal:
      return std::sqrt(2 / (fan_in + fan_out)) * random.normal();
    case WeightInit::xavier_uniform:
      return uniform(std::sqrt(6 / (fan_in + fan_out)));
    case WeightInit::lecun_normal:
      return std::sqrt(1 / fan_in) * random.normal();
    case WeightInit::pytorch:
      return uniform(1 / std::sqrt(fan_in));
    case WeightInit::normal:
      return how.weight_scale * random.normal();
    case WeightInit::rai:  // draws weights and bias together, see below
    case WeightInit::zeros:
      break;
  }
  return 0;
}

double bias(const Initialization& how, double fan_in, Random& random) {
  switch (how.bias) {
    case BiasInit::zeros:
      break;
    case BiasInit::constant:
      return how.bias_scale;
    case BiasInit::normal:
      return how.bias_scale * random.normal();
    case BiasInit::pytorch:
      return random.uniform(-1, 1) / std::sqrt(fan_in);
  }
  return 0;
}

/// Lu et al. 2020, "Dying ReLU and Initialization", §4: the fan_in + 1 parameters of a unit from N(0, 0.6007²/fan_in),
/// then one of them, chosen uniformly, replaced by a draw from Beta(2, 1), which is positive.
void randomized_asymmetric(MatrixView<float> weights, std::span<float> biases, Random& random) {
  const std::size_t fan_in = weights.columns();
  const double deviation = 0.6007 / std::sqrt(static_cast<double>(fan_in));
  for (std::size_t i = 0; i < biases.size(); ++i) {
    const std::span<float> row = weights.row(i);
    for (float& w : row) w = static_cast<float>(deviation * random.normal());
    biases[i] = static_cast<float>(deviation * random.normal());
    const std::size_t chosen = random.below(fan_in + 1);
    (chosen < fan_in ? row[chosen] : biases[i]) = static_cast<float>(random.beta_2_1());
  }
}

}  // namespace

void initialize(Network<float>& network, const Initialization& how, Random& random) {
  const double gain = squared_gain(network.activation());
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    const MatrixView<float> weights = network.weights(l);
    const std::span<float> biases = network.bias(l);
    if (how.weights == WeightInit::rai) {
      randomized_asymmetric(weights, biases, random);
      continue;
    }
    const auto fan_in = static_cast<double>(weights.columns()), fan_out = static_cast<double>(weights.rows());
    for (std::size_t i = 0; i < weights.size(); ++i)
      weights.data()[i] = static_cast<float>(weight(how, fan_in, fan_out, gain, random));
    for (float& b : biases) b = static_cast<float>(bias(how, fan_in, random));
  }
}

}  // namespace reluscope
