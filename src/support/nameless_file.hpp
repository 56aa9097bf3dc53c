#pragma once

#include <string>

namespace reluscope {

/// Opens a new file without a name, which is gone when it is closed or the program is killed (O_TMPFILE of Linux).
/// Returns its descriptor, or -1 where the file system has none of that kind. access: O_WRONLY or O_RDWR.
int open_nameless(const std::string& folder, int access);

/// Gives it a name. Returns 0, or the errno of what went wrong, EEXIST if there is such a file.
int give_name(int fd, const std::string& path);

}  // namespace reluscope
