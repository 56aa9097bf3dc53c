#include "linalg/openblas.hpp"

#include <cassert>
#include <cstdlib>
#include <string_view>

#include "linalg/panel_product.hpp"

extern "C" {
char* openblas_get_corename();
void openblas_set_num_threads(int);
int blas_thread_shutdown_() __attribute__((weak));  // only where OpenBLAS is built with threads
// Only where it is built with kernels for many processors, and not of its published interface.
void gotoblas_dynamic_quit() __attribute__((weak));
void gotoblas_dynamic_init() __attribute__((weak));
}

namespace reluscope {
namespace {

/// OpenBLAS starts a thread for every core before `main`, unless it is told not to. Linked in as an archive it is
/// initialised after this; a shared one comes first, and its threads are ended by `set_up_openblas`.
[[gnu::constructor(101)]] void start_with_one_thread() { setenv("OPENBLAS_NUM_THREADS", "1", 1); }

/// The name of the best kernels for this processor that OpenBLAS may have; null where that is its own choice.
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
  constexpr std::string_view k_for_strangers = "Prescott";
  if (openblas_get_corename() != k_for_strangers || getenv(k_variable) != nullptr) return;
  if (best_kernels() == nullptr || gotoblas_dynamic_quit == nullptr || gotoblas_dynamic_init == nullptr) return;
  setenv(k_variable, best_kernels(), 1);
  gotoblas_dynamic_quit();  // no more than forgets which it has chosen
  gotoblas_dynamic_init();
  unsetenv(k_variable);
}

// Its kernels for AVX-512 have a way without copies for products of up to 10⁶ multiplications. x·Wᵀ takes it for
// results of up to 1200 values, x·B for all of them.
constexpr std::size_t k_multiplications = 1'000'000;
constexpr std::size_t k_result = 1200;
constexpr std::size_t k_inputs = 320;   // those of one sum with copies; it adds up several sums where there are more
constexpr std::size_t k_few_rows = 64;  // fewer at once are not worth the calls
// A gradient less than two vectors of AVX-512 wide, and more than that high, takes 0.6 to 0.8 of the time transposed.
constexpr std::size_t k_few_inputs = 32;

std::string_view kernels() {
  static const std::string_view name = openblas_get_corename();
  return name;
}

bool has_avx_512_kernels() {
  return kernels() == "SkylakeX" || kernels() == "Cooperlake" || kernels() == "SapphireRapids";
}

/// Whether x·B adds in the order of x·Wᵀ, which takes more than half of the last vector of 16 units to be in use: the
/// last bit is not worth the little gain elsewhere.
bool adds_in_the_same_order(std::size_t inputs, std::size_t units) {
  return inputs <= k_inputs && (units - 1) % 16 >= 8;
}

}  // namespace

void set_up_openblas() {
  openblas_set_num_threads(1);
  // Where it has started threads, left alone they spin beside ours for a while.
  if (blas_thread_shutdown_ != nullptr) blas_thread_shutdown_();
  choose_kernels();
}

bool has_avx2_kernels() { return kernels() == "Haswell" || kernels() == "Zen"; }

std::size_t rows_at_once(std::size_t rows, std::size_t inputs, std::size_t units) {
  assert(inputs > 0 && units > 0);
  const std::size_t most = k_multiplications / (inputs * units);
  // By panels either way; but those of x·Wᵀ transpose W for every product, which shows where that is small.
  if (has_avx2_kernels() && fits_panels(inputs)) return rows <= most ? rows : 0;
  if (rows * units <= k_result || !adds_in_the_same_order(inputs, units)) return 0;
  if (rows <= most) return rows;
  if (most < k_few_rows || !has_avx_512_kernels()) return 0;
  const std::size_t parts = (rows + most - 1) / most;
  return (rows + parts - 1) / parts;
}

bool is_best_transposed(std::size_t inputs, std::size_t units) {
  return inputs < k_few_inputs && units >= k_few_inputs && has_avx_512_kernels();
}

}  // namespace reluscope
