#include "support/large_memory.hpp"

#include <new>
#include <sys/mman.h>
#include <unistd.h>

namespace reluscope {
namespace {

constexpr std::size_t k_huge_page = std::size_t{2} << 20;
constexpr std::size_t k_cache_line = 64;

std::align_val_t alignment_of(std::size_t bytes) {
  return std::align_val_t{bytes < k_huge_page ? k_cache_line : k_huge_page};
}

}  // namespace

void* allocate_memory(std::size_t bytes) {
  if (bytes >= k_huge_page) bytes = (bytes + k_huge_page - 1) / k_huge_page * k_huge_page;
  void* const memory = ::operator new(bytes, alignment_of(bytes));
#ifdef MADV_HUGEPAGE
  // only a hint
  if (bytes >= k_huge_page) ::madvise(memory, bytes, MADV_HUGEPAGE);
#endif
  return memory;
}

std::uint64_t physical_memory() {
  return static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

void free_memory(void* memory, std::size_t bytes) noexcept { ::operator delete(memory, alignment_of(bytes)); }

}  // namespace reluscope
