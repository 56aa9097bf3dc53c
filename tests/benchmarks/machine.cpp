// What this machine can do on one core, measured: the rate of BLAS's matrix product, that of the program's own, and the
// peak of fused multiply-adds. Prints JSON, in GFLOP/s.

#include <algorithm>
#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>

#include "linalg/matmul.hpp"
#include "linalg/matrix.hpp"
#if defined(__x86_64__)
#include <immintrin.h>
#endif

extern "C" {
char* openblas_get_corename();
char* openblas_get_config();
void openblas_set_num_threads(int);
void sgemm_(const char* transpose_a, const char* transpose_b, const int* m, const int* n, const int* k,
            const float* alpha, const float* a, const int* lda, const float* b, const int* ldb, const float* beta,
            float* c, const int* ldc);
}

namespace reluscope {
namespace {

/// What `work`, so many operations a call, sustains for at least so long.
double rate(double flops, double least_seconds, auto&& work) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  int repetitions = 0;
  double seconds = 0;
  while (seconds < least_seconds) {
    work();
    ++repetitions;
    seconds = std::chrono::duration<double>(Clock::now() - start).count();
  }
  return flops * repetitions / seconds * 1e-9;
}

/// What multiply(a, b, c), with all three n × n, sustains for a second, as it is to be compared with training runs of
/// seconds.
double product_rate(std::size_t n, auto&& multiply) {
  Matrix<float> a = Matrix<float>::from_shape({n, n}), b = a, c = a;
  std::fill(a.begin(), a.end(), 0.5F);
  std::fill(b.begin(), b.end(), 0.25F);
  const double size = static_cast<double>(n);
  multiply(a, b, c);  // the first one sets the library up
  return rate(2 * size * size * size, 1, [&] { multiply(a, b, c); });
}

double sgemm_rate(int n) {
  return product_rate(static_cast<std::size_t>(n), [&](const auto& a, const auto& b, auto& c) {
    const float one = 1, zero = 0;
    sgemm_("t", "n", &n, &n, &n, &one, b.data(), &n, a.data(), &n, &zero, c.data(), &n);  // a·bᵀ by columns
  });
}

double matmul_rate(std::size_t n) {
  return product_rate(
      n, [](const auto& a, const auto& b, auto& c) { matmul<float>(a, Transpose::no, b, Transpose::yes, c); });
}

#if defined(__x86_64__)

// Chains enough to hide the latency of an FMA (4 cycles on two ports, and some to spare), few enough for the registers.
constexpr int k_chains = 12;
constexpr int k_iterations = 100000;

__attribute__((target("avx2,fma"))) float multiply_add_avx2() {
  __m256 sums[k_chains];
  for (__m256& sum : sums) sum = _mm256_set1_ps(1.0F);
  const __m256 factor = _mm256_set1_ps(0.999F), term = _mm256_set1_ps(0.001F);
  for (int i = 0; i < k_iterations; ++i)
#pragma GCC unroll 12
    for (__m256& sum : sums) sum = _mm256_fmadd_ps(sum, factor, term);
  float total = 0;
  for (const __m256& sum : sums) total += _mm256_cvtss_f32(sum);
  return total;
}

__attribute__((target("avx512f"))) float multiply_add_avx512() {
  __m512 sums[k_chains];
  for (__m512& sum : sums) sum = _mm512_set1_ps(1.0F);
  const __m512 factor = _mm512_set1_ps(0.999F), term = _mm512_set1_ps(0.001F);
  for (int i = 0; i < k_iterations; ++i)
#pragma GCC unroll 12
    for (__m512& sum : sums) sum = _mm512_fmadd_ps(sum, factor, term);
  float total = 0;
  for (const __m512& sum : sums) total += _mm512_cvtss_f32(sum);
  return total;
}

double fma_rate(int lanes, float (*chains)()) {
  volatile float sink = 0;  // else the loop would be dead code
  double best = 0;          // of several short tries: what others do meanwhile can only lower it
  for (int attempt = 0; attempt < 15; ++attempt)
    best = std::max(best, rate(2.0 * lanes * k_chains * k_iterations, 0.02, [&] { sink = chains(); }));
  return best;
}

nlohmann::ordered_json fma_peaks() {
  nlohmann::ordered_json peaks;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) peaks["avx2"] = fma_rate(8, multiply_add_avx2);
  if (__builtin_cpu_supports("avx512f")) peaks["avx512"] = fma_rate(16, multiply_add_avx512);
  return peaks;
}

#else

nlohmann::ordered_json fma_peaks() { return nlohmann::ordered_json::object(); }

#endif

}  // namespace
}  // namespace reluscope

int main() {
  using namespace reluscope;
  openblas_set_num_threads(1);
  const nlohmann::ordered_json result{{"blas", openblas_get_config()},  {"blas_kernels", openblas_get_corename()},
                                      {"sgemm_256", sgemm_rate(256)},   {"sgemm_1024", sgemm_rate(1024)},
                                      {"matmul_256", matmul_rate(256)}, {"fma_peak", fma_peaks()}};
  std::cout << result << '\n';
}
