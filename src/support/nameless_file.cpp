#include "support/nameless_file.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace reluscope {
namespace {

/// The path that linkat takes: with the descriptor alone only a privileged process may name a file. Takes no memory.
std::array<char, 32> path_of(int fd) {
  std::array<char, 32> path{};
  std::snprintf(path.data(), path.size(), "/proc/self/fd/%d", fd);
  return path;
}

}  // namespace

int open_nameless(const std::string& folder, int access) {
#ifdef O_TMPFILE
  const int fd = ::open(folder.c_str(), O_TMPFILE | access | O_CLOEXEC, 0666);
  if (fd < 0 || ::access(path_of(fd).data(), F_OK) == 0) return fd;
  ::close(fd);  // there is no /proc, so it would never get a name
#endif
  return -1;
}

int give_name(int fd, const std::string& path) {
  return ::linkat(AT_FDCWD, path_of(fd).data(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
}

}  // namespace reluscope
