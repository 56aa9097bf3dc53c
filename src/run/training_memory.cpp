#include "run/training_memory.hpp"

#include "support/error.hpp"
#include "support/large_memory.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

double parameter_count(const std::vector<std::size_t>& widths) {
  double count = 0;
  for (std::size_t l = 1; l < widths.size(); ++l)
    count += (static_cast<double>(widths[l - 1]) + 1) * static_cast<double>(widths[l]);
  return count;
}

}  // namespace

double training_memory(const std::vector<std::size_t>& widths, OptimizerKind optimizer) {
  constexpr int k_states = 3;  // the one that is trained, the latest that was looked at, the last that was verified
  const OptimizerTraits& traits = traits_of(optimizer);
  const int of_state = 1 + traits.keeps_first_moment + traits.keeps_second_moment;
  constexpr int k_gradient = 1, k_start = 1;
  return parameter_count(widths) * (k_states * of_state + k_gradient + k_start) * sizeof(float);
}

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
