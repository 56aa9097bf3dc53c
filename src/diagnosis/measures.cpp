#include "diagnosis/measures.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "support/elementary.hpp"

namespace reluscope {

double norm(std::span<const float> values) {
  double square = 0;
  for (const float value : values) square += static_cast<double>(value) * value;
  return std::sqrt(square);
}

std::vector<double> dormancy_scores(std::span<const double> mean_activations) {
  const double mean = std::accumulate(mean_activations.begin(), mean_activations.end(), 0.0) /
                      static_cast<double>(mean_activations.size());
  std::vector<double> scores(mean_activations.begin(), mean_activations.end());
  for (double& score : scores) score = mean > 0 ? score / mean : 0;
  return scores;
}

std::optional<double> lifetime_sparsity(double activation_sum, double square_sum, std::int64_t rows) {
  if (square_sum == 0 || rows == 1) return std::nullopt;
  const auto n = static_cast<double>(rows);
  const double mean = activation_sum / n, mean_square = square_sum / n;
  return std::clamp((1 - mean * mean / mean_square) / (1 - 1 / n), 0.0, 1.0);  // rounding may lead just out of [0, 1]
}

std::optional<double> effective_rank(std::span<const double> singular_values) {
  const double sum = std::accumulate(singular_values.begin(), singular_values.end(), 0.0);
  if (!(sum > 0)) return std::nullopt;
  double entropy = 0;
  for (const double sigma : singular_values)
    if (sigma > 0) entropy -= sigma / sum * logarithm(sigma / sum);
  return exponential(entropy);
}

std::int64_t srank(std::span<const double> singular_values, double delta) {
  const double sum = std::accumulate(singular_values.begin(), singular_values.end(), 0.0);
  double held = 0;
  std::int64_t k = 0;
  for (const double sigma : singular_values) {
    if (held >= (1 - delta) * sum) break;
    held += sigma;
    ++k;
  }
  return k;
}

}  // namespace reluscope
