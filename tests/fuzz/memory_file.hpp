#pragma once

#include <string>
#include <string_view>
#include <sys/mman.h>
#include <unistd.h>

/// A file with the given content that is in memory alone, under a name that can be opened.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view content) : m_fd(::memfd_create("input", MFD_CLOEXEC)) {
    if (m_fd < 0 || ::write(m_fd, content.data(), content.size()) != static_cast<ssize_t>(content.size()))
      throw "no memory file";
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { ::close(m_fd); }

  std::string path() const { return "/proc/self/fd/" + std::to_string(m_fd); }

 private:
  int m_fd;
};
