#include "support/output_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

#include "support/error.hpp"
#include "support/file_writing.hpp"
#include "support/held_signals.hpp"

namespace reluscope {
namespace {

namespace fs = std::filesystem;

/// A new, empty file beside `path`, removed again unless it is moved to its place. No signal can leave it there.
class NeighbourFile {
 public:
  explicit NeighbourFile(const std::string& path) : m_path(path), m_name(path + ".partXXXXXX") {
    m_fd = ::mkostemp(m_name.data(), O_CLOEXEC);  // a name of its own, also on a folder that machines share
    if (m_fd < 0) fail_to_write(path, errno);
    const mode_t hidden = ::umask(0);
    ::umask(hidden);
    ::fchmod(m_fd, 0666 & ~hidden);
  }
  NeighbourFile(const NeighbourFile&) = delete;
  NeighbourFile& operator=(const NeighbourFile&) = delete;
  ~NeighbourFile() {
    ::close(m_fd);
    if (!m_moved) ::unlink(m_name.c_str());
  }

  int fd() const { return m_fd; }
  void move_into_place() {
    if (::fsync(m_fd) != 0 || std::rename(m_name.c_str(), m_path.c_str()) != 0) fail_to_write(m_path, errno);
    m_moved = true;
  }

 private:
  HeldSignals m_held;  // first, so that they act when all else is done
  std::string m_path;
  std::string m_name;
  int m_fd = -1;
  bool m_moved = false;
};

}  // namespace

OutputFile::OutputFile(const std::string& path) : m_path(path) {
  if (path.empty()) throw UserError("an output file has no name; name a file, or - for standard output");
  std::error_code ignored;
  if (path == "-" || (fs::exists(path, ignored) && fs::is_other(path, ignored))) {
    m_in_place = true;
    if (path != "-" && ::access(path.c_str(), W_OK) != 0) fail_to_write(path, errno);
    return;
  }
  if (fs::is_directory(path, ignored)) throw UserError(path + ": is a directory; name a file in it");
  if (fs::exists(path, ignored) && ::access(path.c_str(), W_OK) != 0) fail_to_write(path, errno);
  if (fs::is_symlink(path, ignored)) m_path = fs::weakly_canonical(path, ignored).string();
  const NeighbourFile probe(m_path);
}

void OutputFile::write(std::string_view content) const {
  if (m_path == "-") return write_all(STDOUT_FILENO, content, m_path);
  if (m_in_place) {
    const int fd = ::open(m_path.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd < 0) fail_to_write(m_path, errno);
    write_all(fd, content, m_path);
    if (::close(fd) != 0) fail_to_write(m_path, errno);
    return;
  }
  NeighbourFile file(m_path);
  write_all(file.fd(), content, m_path);
  file.move_into_place();
}

bool same_file(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty() || a == "-" || b == "-") return false;
  std::error_code ignored;
  if (fs::equivalent(a, b, ignored)) return true;  // through a link of either kind
  const fs::path path = fs::weakly_canonical(a, ignored);
  return !path.empty() && path == fs::weakly_canonical(b, ignored);
}

bool is_standard_output(const std::string& path) {
  struct stat file {
  }, output{};
  return ::stat(path.c_str(), &file) == 0 && ::fstat(STDOUT_FILENO, &output) == 0 &&
         (S_ISREG(output.st_mode) || S_ISFIFO(output.st_mode)) && file.st_dev == output.st_dev &&
         file.st_ino == output.st_ino;
}

}  // namespace reluscope
