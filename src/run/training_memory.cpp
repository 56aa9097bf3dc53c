#include "run/training_memory.hpp"

#include "model/parameter_count.hpp"
#include "support/error.hpp"
#include "support/large_memory.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// Bytes that training a network of these widths takes at least: its parameters, their gradient, the states to go back
/// to, with those of the optimizer, and the network that it started as.
double training_memory(const std::vector<std::size_t>& widths, OptimizerKind optimizer) {
  constexpr int k_states = 3;  // the one that is trained, the latest that was looked at, the last that was verified
  const OptimizerTraits& traits = traits_of(optimizer);
  const int of_state = 1 + traits.keeps_first_moment + traits.keeps_second_moment;
  constexpr int k_gradient = 1, k_start = 1;
  return parameter_count(widths) * (k_states * of_state + k_gradient + k_start) * sizeof(float);
}

}  // namespace

void check_training_memory(const RunSpec& spec, const std::vector<std::size_t>& widths) {
  constexpr double k_gigabyte = 1e9;
  const double bytes = training_memory(widths, spec.training.optimizer.kind);
  if (bytes <= static_cast<double>(physical_memory())) return;
  throw UserError((spec.model.start ? spec.model.init_from : "--hidden") + ": training a network of " +
                  to_significant(parameter_count(widths)) + " weights and biases would take " +
                  to_significant(bytes / k_gigabyte) + " GB at least, more memory than this machine has; " +
                  (spec.model.start ? "start from a smaller one" : "use fewer units"));
}

}  // namespace reluscope
