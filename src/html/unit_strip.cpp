#include "html/unit_strip.hpp"

#include <algorithm>

#include "html/html_text.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_pitch = 12;  // pixels from square to square

/// The square at these pixels: full, framed with a cross, small, or framed.
std::string shape_of(std::string_view kind, std::size_t x, std::size_t y) {
  const auto at = [&](std::size_t dx, std::size_t dy) { return std::to_string(x + dx) + " " + std::to_string(y + dy); };
  if (kind == "sparse") return "M" + at(4, 4) + "h4v4h-4z";
  if (kind == "dead" || kind == "saturated")
    return "M" + at(1, 1) + "h10v10h-10zM" + at(3, 3) + "l6 6M" + at(9, 3) + "l-6 6";
  if (kind == "other") return "M" + at(5, 5) + "h2v2h-2z";
  if (kind == "always_active") return "M" + at(1, 1) + "h10v10h-10z";
  return "M" + at(2, 2) + "h8v8h-8z";
}

}  // namespace

std::string unit_strip(std::span<const std::string_view> kinds, const std::string& label) {
  const std::size_t per_row = kinds.size() > 1024 ? 128 : 64;
  const std::size_t columns = std::min(per_row, kinds.size()), rows = (kinds.size() + per_row - 1) / per_row;
  std::vector<std::string_view> seen;
  for (const std::string_view kind : kinds)
    if (std::ranges::find(seen, kind) == seen.end()) seen.push_back(kind);
  std::string paths;
  for (const std::string_view kind : seen) {
    std::string path;
    for (std::size_t i = 0; i < kinds.size(); ++i)
      if (kinds[i] == kind) path += shape_of(kind, k_pitch * (i % per_row), k_pitch * (i / per_row));
    paths += "<path class=\"unit " + std::string(kind) + "\" d=\"" + path + "\"/>\n";
  }
  const std::string width = std::to_string(k_pitch * columns), height = std::to_string(k_pitch * rows);
  return "<svg class=\"units\" width=\"" + width + "\" height=\"" + height + "\" viewBox=\"0 0 " + width + " " +
         height + "\" role=\"img\" aria-label=\"" + html_plain(label) + "\">\n" + paths + "</svg>\n";
}

std::string unit_figure(std::span<const std::string_view> kinds, const std::string& caption, const std::string& label) {
  constexpr std::size_t k_most = 20'000;
  const std::string picture = kinds.size() <= k_most ? unit_strip(kinds, label)
                                                     : element("p class=\"quiet\"", "They are too many to be drawn.");
  return element(
             "figure class=\"strip\"",
             element("figcaption", html_plain(caption)) + "\n" +
                 element("div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"" + html_plain(label) + "\"",
                         picture)) +
         "\n";
}

std::string unit_legend(std::span<const std::string_view> kinds) {
  std::string items;
  for (const std::string_view kind : kinds)
    items += element("li", "<svg width=\"12\" height=\"12\" aria-hidden=\"true\"><path class=\"unit " +
                               std::string(kind) + "\" d=\"" + shape_of(kind, 0, 0) + "\"/></svg> " +
                               html_plain(replaced(std::string(kind), "_", " ")));
  return element("ul class=\"legend\"", items) + "\n";
}

}  // namespace reluscope
