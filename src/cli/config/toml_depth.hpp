#pragma once

#include <string>
#include <string_view>

namespace reluscope {

/// Throws UserError if TOML nests lists and tables, or the parts of a key ("a.b.c"), more deeply than any file of
/// options does: its parser goes down one call a level. name: of the file.
void check_toml_depth(std::string_view text, const std::string& name);

}  // namespace reluscope
