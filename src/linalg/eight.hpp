#pragma once

namespace reluscope {

/// Eight floats side by side, wherever they lie: operators and shuffles act on all of them. A register of AVX2; the
/// compiler makes do with smaller ones elsewhere.
typedef float Eight __attribute__((vector_size(8 * sizeof(float)), aligned(alignof(float))));

inline Eight& eight_at(float* values) { return *reinterpret_cast<Eight*>(values); }
inline const Eight& eight_at(const float* values) { return *reinterpret_cast<const Eight*>(values); }

}  // namespace reluscope
