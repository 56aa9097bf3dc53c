#include "support/nameless_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace reluscope {
namespace {

/// The path that linkat takes: with the descriptor alone only a privileged process may name a file.
std::string path_of(int fd) { return "/proc/self/fd/" + std::to_string(fd); }

}  // namespace

int open_nameless(const std::string& folder, int access) {
#ifdef O_TMPFILE
  const int fd = ::open(folder.c_str(), O_TMPFILE | access | O_CLOEXEC, 0666);
  if (fd < 0 || ::access(path_of(fd).c_str(), F_OK) == 0) return fd;
  ::close(fd);  // there is no /proc, so it would never get a name
#endif
  return -1;
}

int give_name(int fd, const std::string& path) {
  return ::linkat(AT_FDCWD, path_of(fd).c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
}

}  // namespace reluscope
