#include "support/file_writing.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <unistd.h>

#include "support/error.hpp"

namespace reluscope {

void fail_to_write(const std::string& path, int error) {
  std::string reason = std::strerror(error);
  if (error == EBADF) reason = "it is not open for writing";
  if (error == EFBIG) reason += "; raise the limit (ulimit -f), or write to another file system";
  throw UserError((path == "-" ? "standard output" : path) + ": cannot be written: " + reason);
}

int try_to_write(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

void write_all(int fd, std::string_view content, const std::string& path) {
  const int error = try_to_write(fd, content);
  if (error == EPIPE && path == "-") {
    std::signal(SIGPIPE, SIG_DFL);
    std::raise(SIGPIPE);
  }
  if (error != 0) fail_to_write(path, error);
}

}  // namespace reluscope
