#include "support/line_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

#include "support/file_writing.hpp"

namespace reluscope {

LineFile::~LineFile() {
  if (m_fd >= 0) ::close(m_fd);
}

void LineFile::write(std::string_view line) {
  if (m_fd < 0) open();
  const int error = try_to_write(m_fd, std::string(line) + '\n');
  if (error != 0 && error != EPIPE) fail_to_write(m_file.name(), error);
}

void LineFile::open() {
  m_fd = m_file.stream() >= 0
             ? ::fcntl(m_file.stream(), F_DUPFD_CLOEXEC, 3)
             : ::open(m_file.place().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC | O_NOCTTY, 0666);
  if (m_fd < 0) fail_to_write(m_file.name(), errno);
}

}  // namespace reluscope
