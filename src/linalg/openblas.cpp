#include "linalg/openblas.hpp"

#include <cassert>
#include <cstdlib>
#include <string_view>

#include "linalg/panel_product.hpp"

extern "C" {
char* openblas_get_corename();
void openblas_set_num_threads(int);
int blas_thread_shutdown_() __attribute__((weak));  // only if OpenBLAS is built with threads
// Only if it is built with kernels for many processors, and not of its published interface.
void gotoblas_dynamic_quit() __attribute__((weak));
void gotoblas_dynamic_init() __attribute__((weak));
}

namespace reluscope {
namespace {

/// OpenBLAS starts a thread for every core before `main`, unless this is set. Linked in as an archive it is initialised
/// after this; a shared one is initialised before, and `set_up_openblas` ends its threads.
[[gnu::constructor(101)]] void start_with_one_thread() { setenv("OPENBLAS_NUM_THREADS", "1", 1); }

/// The name of OpenBLAS's best kernels for this processor; null: leave the choice to it.
const char* best_kernels() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    return "SkylakeX";
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "Haswell";
#endif
  return nullptr;
}

void choose_kernels() {
  constexpr const char* k_variable = "OPENBLAS_CORETYPE";
  constexpr std::string_view k_fallback_core = "Prescott";
  if (openblas_get_corename() != k_fallback_core || getenv(k_variable) != nullptr) return;
  if (best_kernels() == nullptr || gotoblas_dynamic_quit == nullptr || gotoblas_dynamic_init == nullptr) return;
  setenv(k_variable, best_kernels(), 1);
  gotoblas_dynamic_quit();  // only forgets its choice
  gotoblas_dynamic_init();
  unsetenv(k_variable);
}

// OpenBLAS's AVX-512 kernels have a no-packing path for products of up to 10⁶ multiplications: for x·Wᵀ if the result
// has at most 1200 values, for x·B always.
constexpr std::size_t k_no_packing_multiplications = 1'000'000, k_no_packing_result = 1200;
constexpr std::size_t k_terms_of_one_sum = 320;  // with packing; more terms are added up in several sums
constexpr std::size_t k_min_block_rows = 64;     // smaller blocks are not worth the calls
// A gradient less than two vectors of AVX-512 wide, and higher than that, takes 0.6 to 0.8 of the time transposed.
constexpr std::size_t k_narrow_inputs = 32;

std::string_view kernels() {
  static const std::string_view name = openblas_get_corename();
  return name;
}

bool has_avx_512_kernels() {
  return kernels() == "SkylakeX" || kernels() == "Cooperlake" || kernels() == "SapphireRapids";
}

/// Whether x·B adds in the order of x·Wᵀ, so that the bits are the same: if more than half of the last vector of 16
/// units is in use.
bool adds_in_the_same_order(std::size_t inputs, std::size_t units) {
  return inputs <= k_terms_of_one_sum && (units - 1) % 16 >= 8;
}

}  // namespace

void set_up_openblas() {
  openblas_set_num_threads(1);
  // Threads that it has started would spin for a while.
  if (blas_thread_shutdown_ != nullptr) blas_thread_shutdown_();
  choose_kernels();
}

bool has_avx2_kernels() { return kernels() == "Haswell" || kernels() == "Zen"; }

std::size_t row_block(std::size_t rows, std::size_t inputs, std::size_t units) {
  assert(inputs > 0 && units > 0);
  const std::size_t most = k_no_packing_multiplications / (inputs * units);
  // Panels in both cases; but x·Wᵀ transposes W for every product, which matters if that is small.
  if (has_avx2_kernels() && fits_panels(inputs)) return rows <= most ? rows : 0;
  if (rows * units <= k_no_packing_result || !adds_in_the_same_order(inputs, units)) return 0;
  if (rows <= most) return rows;
  if (most < k_min_block_rows || !has_avx_512_kernels()) return 0;
  const std::size_t parts = (rows + most - 1) / most;
  return (rows + parts - 1) / parts;
}

bool prefers_transposed(std::size_t inputs, std::size_t units) {
  return inputs < k_narrow_inputs && units >= k_narrow_inputs && has_avx_512_kernels();
}

}  // namespace reluscope
