#pragma once

#include <string_view>

namespace reluscope {

// web/dist, which CMake puts into a source file.
extern const std::string_view k_page_style, k_page_script;

}  // namespace reluscope
