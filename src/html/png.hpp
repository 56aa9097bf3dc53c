#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace reluscope {

/// A picture with a palette of at most 256 colours.
struct IndexedPicture {
  using Colour = std::array<std::uint8_t, 3>;  // red, green, blue

  std::size_t width = 0, height = 0;  // pixels
  std::vector<Colour> palette;
  std::vector<std::uint8_t> pixels;  // row by row, an entry of the palette each
};

/// As a PNG file (ISO/IEC 15948).
std::string png(const IndexedPicture& picture);

}  // namespace reluscope
