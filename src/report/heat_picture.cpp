#include "report/heat_picture.hpp"

#include <algorithm>

#include "html/png.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_side = 3;     // pixels of a cell
constexpr std::size_t k_shades = 64;  // of blue
constexpr std::uint8_t k_dead = 64, k_dot = 65;

/// From pale to dark, as the script paints it (web/src/heat/colours.ts).
std::vector<IndexedPicture::Colour> palette() {
  constexpr int k_pale[] = {0xE6, 0xEE, 0xF6}, k_middle[] = {0x6A, 0xA3, 0xD0}, k_dark[] = {0x0B, 0x33, 0x66};
  std::vector<IndexedPicture::Colour> colours;
  for (int shade = 0; shade < static_cast<int>(k_shades); ++shade) {
    IndexedPicture::Colour& colour = colours.emplace_back();
    constexpr int k_last = k_shades - 1;
    const bool is_pale = 2 * shade <= k_last;
    const int weight = is_pale ? 2 * shade : 2 * shade - k_last;
    for (std::size_t c = 0; c < 3; ++c) {
      const int from = is_pale ? k_pale[c] : k_middle[c], to = is_pale ? k_middle[c] : k_dark[c];
      colour[c] = static_cast<std::uint8_t>(from + (to - from) * weight / k_last);
    }
  }
  colours.push_back({0xF4, 0xD6, 0xC9});
  colours.push_back({0x9C, 0x3D, 0x22});
  return colours;
}

}  // namespace

bool has_heat_picture(const LayerHistory& history) {
  constexpr std::size_t k_most_cells = 100'000;
  return history.active_rows.size() > 1 && history.active_rows.size() * history.active_rows[0].size() <= k_most_cells;
}

std::string heat_picture(const LayerHistory& history, std::int64_t rows) {
  const std::size_t epochs = history.active_rows.size(), units = history.active_rows[0].size();
  IndexedPicture picture{.width = k_side * epochs, .height = k_side * units, .palette = palette(), .pixels = {}};
  for (std::size_t y = 0; y < picture.height; ++y) {
    for (std::size_t x = 0; x < picture.width; ++x) {
      const std::int64_t active = history.active_rows[x / k_side][y / k_side];
      const bool is_centre = x % k_side == 1 && y % k_side == 1;
      const auto shade = std::clamp<std::int64_t>(
          active * (static_cast<std::int64_t>(k_shades) - 1) / std::max<std::int64_t>(rows, 1), 0, k_shades - 1);
      picture.pixels.push_back(active > 0 ? static_cast<std::uint8_t>(shade) : is_centre ? k_dot : k_dead);
    }
  }
  return png(picture);
}

}  // namespace reluscope
