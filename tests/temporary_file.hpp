#pragma once

#include <cstdlib>
#include <fstream>
#include <string>
#include <unistd.h>

/// A file with the given content that is gone when the test is over.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content) {
    std::string pattern = "/tmp/reluscope-test-XXXXXX";
    const int fd = ::mkstemp(pattern.data());
    ::close(fd);
    m_path = pattern;
    std::ofstream(m_path, std::ios::binary) << content;
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { ::unlink(m_path.c_str()); }

  const std::string& path() const { return m_path; }

 private:
  std::string m_path;
};
