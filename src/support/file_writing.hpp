#pragma once

#include <string>
#include <string_view>

namespace reluscope {

/// Throws UserError that names the file ("-" is standard output) and says what `error`, an errno, means.
[[noreturn]] void fail_to_write(const std::string& path, int error);

/// Writes all of it; returns 0, or the errno of what went wrong.
int try_to_write(int fd, std::string_view content);

/// Writes all of it, or throws as above. path: for the message. Where nobody reads standard output any more, the
/// program ends by SIGPIPE, as others do.
void write_all(int fd, std::string_view content, const std::string& path);

}  // namespace reluscope
