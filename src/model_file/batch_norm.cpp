#include "model_file/batch_norm.hpp"

#include <cmath>

#include "support/error.hpp"

namespace reluscope {

AffineStep batch_norm_step(const std::vector<double>& mean, const std::vector<double>& variance,
                           const std::vector<double>& gamma, const std::vector<double>& beta, double epsilon,
                           const std::string& title) {
  AffineStep step{.scale = {}, .shift = {}};
  for (std::size_t f = 0; f < mean.size(); ++f) {
    if (!(variance[f] + epsilon > 0))
      throw UserError(title + " has a running variance that is not above 0; the model is damaged, save it again");
    const double scale = (gamma.empty() ? 1 : gamma[f]) / std::sqrt(variance[f] + epsilon);
    step.scale.push_back(scale);
    step.shift.push_back((beta.empty() ? 0 : beta[f]) - mean[f] * scale);
  }
  return step;
}

}  // namespace reluscope
