#include <algorithm>
#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "data/remembered_bytes.hpp"

using namespace reluscope;

namespace {

char byte_at(std::size_t i) { return static_cast<char>(i * 2654435761U >> 13); }

}  // namespace

TEST_CASE("bytes are remembered in memory and beyond") {
  constexpr std::size_t k_most = RememberedBytes::k_most_in_memory;
  RememberedBytes remembered("data.csv");
  std::vector<char> block(700'001);
  std::size_t size = 0;
  for (; size < k_most + 3'000'000; size += block.size()) {
    for (std::size_t i = 0; i < block.size(); ++i) block[i] = byte_at(size + i);
    remembered.append(block);
    REQUIRE(remembered.size() == size + block.size());
  }
  for (const std::size_t offset : {std::size_t{0}, k_most - 1, k_most - 100, k_most, k_most + 1, size - 5, size - 1}) {
    std::vector<char> read(1000);
    const std::size_t count = remembered.read_at(offset, read);
    CHECK(count == std::min<std::size_t>(1000, size - offset));
    bool is_same = true;
    for (std::size_t i = 0; i < count; ++i) is_same = is_same && read[i] == byte_at(offset + i);
    CHECK(is_same);
  }
  std::vector<char> read(10);
  CHECK(remembered.read_at(size, read) == 0);
  remembered.clear();
  CHECK(remembered.size() == 0);
  CHECK(remembered.read_at(0, read) == 0);
  remembered.append(std::vector<char>{'a', 'b'});
  CHECK(remembered.read_at(1, read) == 1);
  CHECK(read[0] == 'b');
}
