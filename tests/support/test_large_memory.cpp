#include <cstddef>
#include <cstdint>
#include <cstring>
#include <doctest/doctest.h>
#include <initializer_list>

#include "support/large_memory.hpp"

using namespace reluscope;

TEST_SUITE("large memory") {

TEST_CASE("memory of any size can be written to its last byte, and starts with a cache line") {
  constexpr std::size_t k_huge_page = std::size_t{2} << 20;
  for (const std::size_t bytes :
       {std::size_t{1}, std::size_t{4096}, k_huge_page - 1, k_huge_page, 3 * k_huge_page + 1}) {
    auto* const memory = static_cast<unsigned char*>(allocate_memory(bytes));
    CHECK(reinterpret_cast<std::uintptr_t>(memory) % 64 == 0);
    std::memset(memory, 0xAB, bytes);
    CHECK(memory[bytes - 1] == 0xAB);
    free_memory(memory, bytes);
  }
}

}  // TEST_SUITE("large memory")
