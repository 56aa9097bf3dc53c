#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "diagnosis/diagnosis.hpp"
#include "linalg/matrix_view.hpp"
#include "stats/activation_stats.hpp"

namespace reluscope {

/// What the activity of a layer's units on some rows says of them by itself. Their weights are not known: NaN.
std::vector<UnitDiagnosis> units_by_activity(const ActivationStats& stats, std::int64_t rows,
                                             const Activation& activation, const DiagnosisOptions& options);

/// A layer of these units, counted.
LayerDiagnosis layer_of(const std::string& name, std::vector<UnitDiagnosis> units);

/// Sets the ranks to those of the layer's activations on some rows: rows × units.
void set_ranks(MatrixView<const float> activations, LayerDiagnosis& layer);

}  // namespace reluscope
