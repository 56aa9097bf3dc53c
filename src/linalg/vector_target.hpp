#pragma once

#include <array>
#include <cstddef>

#include "support/names.hpp"

namespace reluscope {

/// The vector instructions that loops use. Results do not depend on them.
enum class VectorTarget { avx512, avx2, sse4, scalar, neon };
template <>
inline constexpr auto k_words<VectorTarget> = std::to_array<Word<VectorTarget>>({{VectorTarget::avx512, "avx512"},
                                                                                 {VectorTarget::avx2, "avx2"},
                                                                                 {VectorTarget::sse4, "sse4"},
                                                                                 {VectorTarget::scalar, "scalar"},
                                                                                 {VectorTarget::neon, "neon"}});

/// Whether this processor has the instructions, and this program code for them.
bool is_supported(VectorTarget target);

/// The one in use: the best supported one, unless `use` has chosen another.
VectorTarget vector_target();

/// For all that follows, on all threads: call it while no other thread computes.
void use(VectorTarget target);

/// Uses the one that the environment variable RELUSCOPE_CPU names, if it is set. Throws UserError for a name that is
/// not known or not supported.
void use_vector_target_of_environment();

/// Of versions of a function, indexed by VectorTarget, the one to call.
template <class Function>
Function* for_this_processor(const std::array<Function*, 5>& versions) {
  return versions[static_cast<std::size_t>(vector_target())];
}

}  // namespace reluscope
