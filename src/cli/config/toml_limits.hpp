#pragma once

#include <string>
#include <string_view>

namespace reluscope {

/// Throws UserError if TOML is larger than any file of options; nests lists and tables, or the parts of a key
/// ("a.b.c"), more deeply, as its parser goes down one call a level; or has other characters than those of ASCII
/// outside of texts and comments. name: of the file.
void check_toml_limits(std::string_view text, const std::string& name);

}  // namespace reluscope
