#pragma once

#include <cstddef>
#include <functional>
#include <span>

namespace reluscope {

/// Gives the next bytes of something: fills the buffer as far as it likes, and returns 0 only at the end.
using ReadBytes = std::function<std::size_t(std::span<char>)>;

/// Fills the buffer as far as there is something.
std::size_t read_full(const ReadBytes& read, std::span<char> buffer);
/// Reads what is left, for what the reading itself does: a checksum.
void read_to_end(const ReadBytes& read);

}  // namespace reluscope
