#pragma once

#include <string>
#include <string_view>

namespace reluscope {

/// Throws UserError if TOML is larger than any file of options, or nests lists and tables, or the parts of a key
/// ("a.b.c"), more deeply: its parser goes down one call a level. name: of the file.
void check_toml_limits(std::string_view text, const std::string& name);

}  // namespace reluscope
