#pragma once

#include <cstddef>
#include <cstdint>

namespace reluscope {

/// Uninitialised memory on a cache-line boundary; if it is large, in huge pages if the system has them, as the first
/// touch of a page costs much the same whatever its size. Throws std::bad_alloc.
void* allocate_memory(std::size_t bytes);
/// bytes: as allocated.
void free_memory(void* memory, std::size_t bytes) noexcept;

/// Bytes of memory that this machine has.
std::uint64_t physical_memory();

}  // namespace reluscope
