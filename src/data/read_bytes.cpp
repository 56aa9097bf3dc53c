#include "data/read_bytes.hpp"

#include <vector>

namespace reluscope {

std::size_t read_full(const ReadBytes& read, std::span<char> buffer) {
  std::size_t filled = 0;
  while (filled < buffer.size()) {
    const std::size_t count = read(buffer.subspan(filled));
    if (count == 0) break;
    filled += count;
  }
  return filled;
}

void read_to_end(const ReadBytes& read) {
  std::vector<char> block(std::size_t{256} << 10);
  while (read(block) > 0) continue;
}

}  // namespace reluscope
