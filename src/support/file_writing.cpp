#include "support/file_writing.hpp"

#include <cerrno>
#include <cstring>
#include <unistd.h>

#include "support/error.hpp"

namespace reluscope {

void fail_to_write(const std::string& path, int error) {
  throw UserError((path == "-" ? "standard output" : path) + ": cannot be written: " + std::strerror(error));
}

void write_all(int fd, std::string_view content, const std::string& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail_to_write(path, errno);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace reluscope
