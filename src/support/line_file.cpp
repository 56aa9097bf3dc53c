#include "support/line_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

#include "support/file_writing.hpp"

namespace reluscope {

LineFile::LineFile(const std::string& path) : m_path(path) {
  m_fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
  if (m_fd < 0) fail_to_write(path, errno);
}

LineFile::~LineFile() { ::close(m_fd); }

void LineFile::write(std::string_view line) const {
  const int error = try_to_write(m_fd, std::string(line) + '\n');
  if (error != 0 && error != EPIPE) fail_to_write(m_path, error);
}

}  // namespace reluscope
