#pragma once

#include <string>

#include "linalg/matrix_view.hpp"
#include "model/activation.hpp"
#include "stats/activation_stats.hpp"

namespace reluscope {

/// The least and the greatest value that a function may give, bounds included, in float32.
struct ActivationRange {
  float lowest, highest;
};
ActivationRange range_of(const Activation& f);

/// Whether what is counted of a unit follows from its activations h = f(z): not of gelu and silu, which give the same h
/// for two z.
inline bool tells_activity(const Activation& f) { return !traits_of(f.kind).keeps_z; }

/// Adds further rows to `stats`, of which the activations h = f(z) are given, and not z. h: rows × units, in the range
/// of f; of ReLU it is left as ReLU writes it. max_preactivation becomes that of a z whose h would be the same, as far
/// as h = z there; see forget_unknown_preactivations.
void accumulate_activations(MatrixView<float> h, const Activation& f, ActivationStats& stats);

/// After all rows: sets max_preactivation to NaN where the activations do not tell it. They do if the greatest is a z
/// above 0 that f leaves as it is.
void forget_unknown_preactivations(const Activation& f, ActivationStats& stats);

}  // namespace reluscope
