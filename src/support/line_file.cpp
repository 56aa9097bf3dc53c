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

void LineFile::write(std::string_view line) const { write_all(m_fd, std::string(line) + '\n', m_path); }

}  // namespace reluscope
