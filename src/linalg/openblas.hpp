#pragma once

#include <cstddef>

namespace reluscope {

/// To be called once, before any product. OpenBLAS then uses the calling thread alone, and kernels for AVX2 or AVX-512
/// if the processor has those instructions: before 0.3.25 it takes an Intel processor newer than itself for one of SSE3
/// (its issue 4267), which is 3 to 7 times slower. An OPENBLAS_CORETYPE in the environment is obeyed.
void set_up_openblas();

// Which products OpenBLAS 0.3.21 computes faster in another form. The results are the same to the bit: every sum has
// the same terms in the same order.

/// Whether it uses its kernels for AVX2, which pack both factors of every product: `matmul` uses panels there.
bool has_avx2_kernels();

/// For x·Wᵀ, with x: rows × inputs and W: units × inputs: how many rows of x to multiply by a stored Wᵀ at a time; 0 if
/// that is not faster.
std::size_t row_block(std::size_t rows, std::size_t inputs, std::size_t units);

/// Whether dzᵀ·x, with dz: rows × units and x: rows × inputs, is computed faster as (xᵀ·dz)ᵀ.
bool prefers_transposed(std::size_t inputs, std::size_t units);

}  // namespace reluscope
