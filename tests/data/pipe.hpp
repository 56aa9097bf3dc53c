#pragma once

#include <string>
#include <unistd.h>

/// A pipe that holds the given content (at most 64 KiB, all that a pipe takes), under a name that can be opened once.
/// Like standard input in `cat DATA.csv | reluscope train -`, it gives its bytes only once.
class Pipe {
 public:
  explicit Pipe(const std::string& content) {
    int ends[2] = {-1, -1};
    if (::pipe(ends) != 0) throw "no pipe";
    m_read_end = ends[0];
    if (::write(ends[1], content.data(), content.size()) != static_cast<ssize_t>(content.size()))
      throw "pipe too small";
    ::close(ends[1]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() { ::close(m_read_end); }

  std::string path() const { return "/dev/fd/" + std::to_string(m_read_end); }
  int read_end() const { return m_read_end; }

 private:
  int m_read_end = -1;
};
