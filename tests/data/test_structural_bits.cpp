#include <cstddef>
#include <doctest/doctest.h>
#include <random>
#include <string>
#include <string_view>

#include "data/structural_bits.hpp"

using namespace reluscope;

TEST_SUITE("structural bits") {

TEST_CASE("each bit is a byte that may end a cell, the first byte the lowest bit") {
  std::string bytes(k_bits_block, 'x');
  bytes[0] = bytes[5] = ';';
  bytes[1] = '\n';
  bytes[63] = '"';
  const StructuralBits expected{.delimiters = 0b100001, .line_ends_or_quotes = 0b10 | std::uint64_t{1} << 63};
  CHECK((find_structural_bits(bytes.data(), ';') == expected));
  CHECK((portable::find_structural_bits(bytes.data(), ';') == expected));
}

TEST_CASE("the bits found many bytes at a time are those found one by one") {
  constexpr std::string_view k_alphabet = ",;\n\"\r x1\x8A\xA2\x0B\x80";
  std::mt19937_64 random(1);
  std::string bytes;
  for (int i = 0; i < 50'000; ++i) bytes += k_alphabet[random() % k_alphabet.size()];
  for (const char delimiter : {',', ';', '\t'})
    for (std::size_t i = 0; i + k_bits_block <= bytes.size(); ++i)
      REQUIRE((find_structural_bits(bytes.data() + i, delimiter) ==
               portable::find_structural_bits(bytes.data() + i, delimiter)));
}

}  // TEST_SUITE("structural bits")
