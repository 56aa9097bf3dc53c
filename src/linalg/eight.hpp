#pragma once

namespace reluscope {

/// Eight adjacent floats of any alignment; operators and shuffles act on all of them. A register of AVX2; on other
/// processors the compiler uses several smaller ones.
typedef float Eight __attribute__((vector_size(8 * sizeof(float)), aligned(alignof(float))));

inline Eight& eight_at(float* values) { return *reinterpret_cast<Eight*>(values); }
inline const Eight& eight_at(const float* values) { return *reinterpret_cast<const Eight*>(values); }

}  // namespace reluscope
