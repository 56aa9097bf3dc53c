#pragma once

#include <cstddef>

namespace reluscope {

/// To be called once, before anything is multiplied. OpenBLAS then works on the calling thread alone, as the
/// parallelism of this program is its own, and by kernels for AVX2 or AVX-512 where the processor has those
/// instructions: before 0.3.25 it takes an Intel processor that is newer than itself for one of SSE3 (its issue 4267),
/// which is 3 to 7 times slower. An OPENBLAS_CORETYPE in the environment is obeyed.
void set_up_openblas();

// What to ask of OpenBLAS 0.3.21, which multiplies some shapes in less time than others. The results are the same to
// the bit: every sum has the same terms in the same order.

/// Whether it multiplies by its kernels for AVX2, which copy both factors of every product: `matmul` asks for few
/// there.
bool has_avx2_kernels();

/// x·Wᵀ, with x: rows × inputs and W: units × inputs, may be worked out as x·B, B = Wᵀ: the rows of x that are best
/// multiplied at once. 0: x·Wᵀ is as good.
std::size_t rows_at_once(std::size_t rows, std::size_t inputs, std::size_t units);

/// Whether dzᵀ·x, with dz: rows × units and x: rows × inputs, is best worked out as (xᵀ·dz)ᵀ.
bool is_best_transposed(std::size_t inputs, std::size_t units);

}  // namespace reluscope
