#include "support/standard_streams.hpp"

#include <fcntl.h>
#include <initializer_list>
#include <unistd.h>

namespace reluscope {

bool reserve_standard_fds() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) != -1) continue;
    // the lowest number that is free, and open in the wrong direction
    const int direction = fd == STDIN_FILENO ? O_WRONLY : O_RDONLY;
    if (::open("/dev/null", direction) != fd && ::open("/", O_RDONLY | O_DIRECTORY) != fd) return false;
  }
  return true;
}

}  // namespace reluscope
