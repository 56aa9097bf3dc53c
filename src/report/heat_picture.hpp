#pragma once

#include <cstdint>
#include <string>

#include "diagnosis/diagnosis.hpp"

namespace reluscope {

/// Whether a picture of a layer's units by epoch is small enough to be within a page.
bool has_heat_picture(const LayerHistory& history);

/// The units of a layer, from top to bottom, by epoch, from left to right: the darker, the more of the `rows`
/// training rows a unit is active on; a unit that is active on none is red with a dot. A PNG file.
std::string heat_picture(const LayerHistory& history, std::int64_t rows);

}  // namespace reluscope
