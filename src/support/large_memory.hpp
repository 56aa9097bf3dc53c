#pragma once

#include <cstddef>

namespace reluscope {

/// Memory for so many bytes, unset, on the boundary of a cache line. Where it is large it lies in huge pages, if the
/// system has them: the first touch of a page costs much the same whatever its size. Throws std::bad_alloc.
void* allocate_memory(std::size_t bytes);
/// Gives it back; `bytes` as it was asked for.
void free_memory(void* memory, std::size_t bytes) noexcept;

}  // namespace reluscope
