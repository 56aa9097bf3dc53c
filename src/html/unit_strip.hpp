#pragma once

#include <span>
#include <string>
#include <string_view>

namespace reluscope {

/// A small square for each of some units, as an SVG picture; of each kind, by its name, the shape differs too.
/// kinds: "dead", "saturated", "sparse", "active", "always_active", or "other"; label: what the picture shows.
std::string unit_strip(std::span<const std::string_view> kinds, const std::string& label);

/// The same as a figure, which scrolls by itself where the page is narrow; of very many units none is drawn.
std::string unit_figure(std::span<const std::string_view> kinds, const std::string& caption, const std::string& label);

/// The squares that these kinds have, with their names, in a line.
std::string unit_legend(std::span<const std::string_view> kinds);

}  // namespace reluscope
