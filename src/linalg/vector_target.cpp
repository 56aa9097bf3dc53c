#include "linalg/vector_target.hpp"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <string>
#include <vector>

#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr const char* k_variable = "RELUSCOPE_CPU";

#if defined(__aarch64__)
constexpr VectorTarget k_of_every_machine = VectorTarget::neon;
#else
constexpr VectorTarget k_of_every_machine = VectorTarget::scalar;
#endif

VectorTarget best_target() {
  return std::ranges::find_if(k_words<VectorTarget>, [](const auto& entry) { return is_supported(entry.value); })
      ->value;
}

std::atomic<VectorTarget>& target_in_use() {
  static std::atomic<VectorTarget> target = best_target();
  return target;
}

}  // namespace

bool is_supported(VectorTarget target) {
  if (target == k_of_every_machine) return true;
#if defined(__x86_64__)
  switch (target) {
    case VectorTarget::avx512:
      return is_supported(VectorTarget::avx2) && __builtin_cpu_supports("avx512f") &&
             __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
             __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    case VectorTarget::avx2:
      return is_supported(VectorTarget::sse4) && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
             __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
    case VectorTarget::sse4:
      return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("aes");
    default:
      break;
  }
#endif
  return false;
}

VectorTarget vector_target() { return target_in_use().load(std::memory_order_relaxed); }

void use(VectorTarget target) { target_in_use() = target; }

void use_vector_target_of_environment() {
  const char* const name = std::getenv(k_variable);
  if (name == nullptr || *name == '\0') return;
  std::vector<std::string> supported;
  for (const auto& [target, word, argument] : k_words<VectorTarget>)
    if (is_supported(target)) supported.emplace_back(word);
  if (std::ranges::find(supported, name) == supported.end())
    throw UserError(std::string("environment: ") + k_variable + " is " + in_quotes(name) +
                    ", which this processor does not have; it has " + joined(supported, ", ") +
                    "; unset it for the best");
  use(*value_named<VectorTarget>(name));
}

}  // namespace reluscope
