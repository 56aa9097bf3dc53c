#pragma once

#include <string>
#include <string_view>

namespace reluscope {

/// The bytes as small as zlib makes them, without a name or a time: the same bytes give the same result.
std::string gzipped(std::string_view bytes);
/// The same in zlib's own format, as in a PNG.
std::string deflated(std::string_view bytes);

}  // namespace reluscope
