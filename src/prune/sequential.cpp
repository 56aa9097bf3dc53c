#include "prune/sequential.hpp"

#include "support/text.hpp"

namespace reluscope {
namespace {

std::string module_of(const Activation& activation) {
  switch (activation.kind) {
    case ActivationKind::leaky_relu:
      return "nn.LeakyReLU(" + to_shortest(activation.slope) + ")";
    case ActivationKind::elu:
      return "nn.ELU()";
    case ActivationKind::gelu:
      return "nn.GELU()";
    case ActivationKind::silu:
      return "nn.SiLU()";
    case ActivationKind::tanh:
      return "nn.Tanh()";
    case ActivationKind::sigmoid:
      return "nn.Sigmoid()";
    case ActivationKind::relu:
      break;
  }
  return "nn.ReLU()";
}

}  // namespace

std::string as_sequential(const Network<float>& network, const std::vector<bool>& has_bias) {
  std::vector<std::string> modules;
  for (std::size_t l = 0; l < network.layers().size(); ++l) {
    if (l > 0) modules.push_back(module_of(network.activation()));
    modules.push_back("nn.Linear(" + std::to_string(network.layers()[l].inputs()) + ", " +
                      std::to_string(network.layers()[l].units()) + (has_bias[l] ? ")" : ", bias=False)"));
  }
  return "nn.Sequential(" + joined(modules, ", ") + ")";
}

}  // namespace reluscope
