#pragma once

#include <string>
#include <string_view>

namespace reluscope {

/// Throws UserError if a file is no .npy array: what it is instead, and the line of Python that makes one of it.
/// start: its first bytes, 16 at least if it has as many. path: "-" for standard input.
void check_is_npy(std::string_view start, const std::string& path);

}  // namespace reluscope
