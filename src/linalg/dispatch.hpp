#pragma once

// For files that are compiled once for every VectorTarget, by <hwy/foreach_target.h>: plain loops in them become
// vectors of each target's width. What they define per target is in an anonymous namespace, as the namespace of a
// target is shared by all of them. They are named *_kernels.cpp, as CMakeLists.txt compiles each for itself.

#include <hwy/highway.h>

#include "linalg/vector_target.hpp"

/// The version of `function` for this processor.
#if HWY_ARCH_X86
#define RELUSCOPE_DISPATCH(function)                                                                                  \
  (*::reluscope::for_this_processor(std::array<decltype(&HWY_STATIC_DISPATCH(function)), 5>{                          \
      HWY_CHOOSE_AVX3(function), HWY_CHOOSE_AVX2(function), HWY_CHOOSE_SSE4(function), HWY_CHOOSE_FALLBACK(function), \
      nullptr}))
#else
#define RELUSCOPE_DISPATCH(function) HWY_STATIC_DISPATCH(function)
#endif
