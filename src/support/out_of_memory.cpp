#include "support/out_of_memory.hpp"

#include <algorithm>
#include <cstdio>
#include <sys/resource.h>
#include <unistd.h>

#include "support/file_writing.hpp"

namespace reluscope {

void end_out_of_memory() noexcept {
  char line[160];
  rlimit limit{};
  int size = 0;
  if (::getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
    size =
        std::snprintf(line, sizeof line,
                      "error: out of memory: ulimit -v allows %llu kB; raise it, or use fewer rows, columns or units\n",
                      static_cast<unsigned long long>(limit.rlim_cur >> 10));
  else
    size = std::snprintf(line, sizeof line, "error: out of memory; use fewer rows, columns or units\n");
  // not by std::cerr, which is not there yet before main
  static_cast<void>(try_to_write(STDERR_FILENO, {line, static_cast<std::size_t>(std::max(size, 0))}));
  ::_exit(2);
}

}  // namespace reluscope
