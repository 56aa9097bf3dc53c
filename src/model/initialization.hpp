#pragma once

#include "model/network.hpp"
#include "support/names.hpp"
#include "support/random.hpp"

namespace reluscope {

enum class WeightInit {
  he_normal,       // N(0, g²/fan_in); He et al. 2015; g²: see squared_gain, 2 for ReLU
  he_uniform,      // U(±√(3g²/fan_in)); He et al. 2015
  xavier_normal,   // N(0, 2/(fan_in + fan_out)); Glorot & Bengio 2010
  xavier_uniform,  // U(±√(6/(fan_in + fan_out))); Glorot & Bengio 2010
  lecun_normal,    // N(0, 1/fan_in); LeCun et al. 1998
  pytorch,         // U(±1/√fan_in), what nn.Linear does
  rai,             // randomized asymmetric initialisation, weights and bias together; Lu et al. 2020
  zeros,
  normal,  // N(0, scale²)
};
template <>
inline constexpr auto k_words<WeightInit> =
    std::to_array<Word<WeightInit>>({{WeightInit::he_normal, "he_normal"},
                                     {WeightInit::he_uniform, "he_uniform"},
                                     {WeightInit::xavier_normal, "xavier_normal"},
                                     {WeightInit::xavier_uniform, "xavier_uniform"},
                                     {WeightInit::lecun_normal, "lecun_normal"},
                                     {WeightInit::pytorch, "pytorch"},
                                     {WeightInit::rai, "rai"},
                                     {WeightInit::zeros, "zeros"},
                                     {WeightInit::normal, "normal", "STD"}});

enum class BiasInit {
  zeros,
  constant,  // scale
  normal,    // N(0, scale²)
  pytorch,   // U(±1/√fan_in), what nn.Linear does
};
template <>
inline constexpr auto k_words<BiasInit> = std::to_array<Word<BiasInit>>({{BiasInit::zeros, "zeros"},
                                                                         {BiasInit::constant, "constant", "V"},
                                                                         {BiasInit::normal, "normal", "STD"},
                                                                         {BiasInit::pytorch, "pytorch"}});

struct Initialization {
  WeightInit weights = WeightInit::he_normal;
  double weight_scale = 0;  // of WeightInit::normal
  BiasInit bias = BiasInit::zeros;
  double bias_scale = 0;  // of BiasInit::constant and ::normal
};

/// Sets every parameter of every layer, the last included, in the order weights then bias, unit by unit.
void initialize(Network<float>& network, const Initialization& how, Random& random);

}  // namespace reluscope
