#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reluscope {

/// The text as one word of a POSIX shell.
std::string shell_word(std::string_view text);

/// The same of a file's path, which no command takes for a flag: "./-a.csv".
std::string path_word(const std::string& path);

/// A flag with its value, to be pasted into a shell: "--target 'it'\''s'"; "--na=-9" for a value like a flag.
std::string with_value(const std::string& flag, const std::string& value);

/// A flag that takes a list: its items are separated by commas, commas within them follow a backslash.
std::string with_list(const std::string& flag, const std::vector<std::string>& items);

/// The items of such a list.
std::vector<std::string> list_items(std::string_view list);

}  // namespace reluscope
