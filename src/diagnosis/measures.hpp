#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace reluscope {

/// L2.
double norm(std::span<const float> values);

/// The dormancy score of ReDo (Sokar et al. 2023, eq. 1) of each unit of a layer: its mean activation over the mean of
/// those of the layer's units; 0 for all if the whole layer is 0.
std::vector<double> dormancy_scores(std::span<const double> mean_activations);

/// Lifetime sparsity (Vinje & Gallant 2000): (1 − (Σh/n)² / (Σh²/n)) / (1 − 1/n), 0 for an activation that is the same
/// on all n rows, 1 for one that is not 0 on one row alone. None if Σh² = 0 or n = 1.
std::optional<double> lifetime_sparsity(double activation_sum, double square_sum, std::int64_t rows);

/// Effective rank (Roy & Vetterli 2007): exp of the entropy of σ/Σσ. None if all σ are 0.
std::optional<double> effective_rank(std::span<const double> singular_values);

/// srank (Kumar et al. 2021): the least k for which the k greatest σ (not squared) hold at least 1 − δ of Σσ. 0 if
/// all σ are 0. singular_values: greatest first.
std::int64_t srank(std::span<const double> singular_values, double delta = 0.01);

}  // namespace reluscope
