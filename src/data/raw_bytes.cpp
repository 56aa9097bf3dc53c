#include "data/raw_bytes.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

#include "data/read_bytes.hpp"
#include "support/error.hpp"
#include "support/suggestion.hpp"
#include "support/system_error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// The files beside one that is not there.
std::vector<std::string> neighbours_of(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::vector<std::string> names;
  std::error_code ignored;
  std::filesystem::directory_iterator entry(folder.empty() ? "." : folder, ignored);
  for (; !ignored && entry != std::filesystem::directory_iterator(); entry.increment(ignored))
    names.push_back((folder / entry->path().filename()).string());
  std::ranges::sort(names);  // the system gives them in any order
  return names;
}

int open_for_reading(const std::string& path) {
  if (path == "-") return STDIN_FILENO;
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    const std::string what = path + ": " + std::strerror(errno);
    if (errno != ENOENT) throw SystemError(what);
    throw UserError(what + did_you_mean(path, neighbours_of(path)) + "; check the spelling and the working directory");
  }
  return fd;
}

}  // namespace

RawBytes::RawBytes(const std::string& path) : RawBytes(path, open_for_reading(path)) {}

RawBytes::RawBytes(const std::string& path, int fd)
    : m_path(path), m_name(input_name(path)), m_fd(fd), m_owns_fd(fd != STDIN_FILENO), m_remembered(path) {
  struct stat status {};
  const int error = ::fstat(m_fd, &status) == 0 ? 0 : errno;
  if (error != 0 || S_ISDIR(status.st_mode)) {
    if (m_owns_fd) ::close(m_fd);
    if (error != 0) throw SystemError(m_name + ": cannot be read: " + std::strerror(error));
    throw UserError(m_name + ": is a directory; name a file in it");
  }
  m_seekable = S_ISREG(status.st_mode);
}

RawBytes::~RawBytes() {
  if (m_owns_fd) ::close(m_fd);
}

std::size_t RawBytes::read(std::span<char> buffer) {
  const std::size_t count = m_replayed < m_remembered.size() ? replay(buffer) : read_new(buffer);
  m_hash.update(buffer.first(count));
  return count;
}

std::size_t RawBytes::read_full(std::span<char> buffer) {
  return reluscope::read_full([this](std::span<char> room) { return read(room); }, buffer);
}

void RawBytes::rewind() {
  if (m_seekable && ::lseek(m_fd, 0, SEEK_SET) != 0) throw SystemError(m_name + ": " + std::strerror(errno));
  m_replayed = 0;
  m_hash = {};
}

void RawBytes::forget() {
  m_remembers = m_seekable;
  drop_replayed();
}

std::uint64_t RawBytes::size() {
  if (m_seekable) {
    struct stat status {};
    if (::fstat(m_fd, &status) != 0) throw SystemError(m_name + ": cannot be read: " + std::strerror(errno));
    return static_cast<std::uint64_t>(status.st_size);
  }
  const std::uint64_t replayed = m_replayed;
  std::vector<char> buffer(std::size_t{1} << 16);
  while (read_new(buffer) > 0) continue;
  m_replayed = replayed;
  return m_remembered.size();
}

std::size_t RawBytes::read_at(std::uint64_t offset, std::span<char> buffer) {
  if (!m_seekable) {
    size();  // all of it is there then
    return m_remembered.read_at(offset, buffer);
  }
  std::size_t filled = 0;
  while (filled < buffer.size()) {
    const ssize_t more =
        ::pread(m_fd, buffer.data() + filled, buffer.size() - filled, static_cast<off_t>(offset + filled));
    if (more < 0 && errno == EINTR) continue;
    if (more < 0) throw SystemError(m_name + ": cannot be read: " + std::strerror(errno));
    if (more == 0) break;
    filled += static_cast<std::size_t>(more);
  }
  return filled;
}

std::string RawBytes::bytes_at(std::uint64_t offset, std::size_t count) {
  const std::uint64_t all = size();
  if (offset >= all) return "";
  std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(count, all - offset)), '\0');
  bytes.resize(read_at(offset, bytes));
  return bytes;
}

std::size_t RawBytes::read_new(std::span<char> buffer) {
  ssize_t count = 0;
  do count = ::read(m_fd, buffer.data(), buffer.size());
  while (count < 0 && errno == EINTR);
  if (count < 0) throw SystemError(m_name + ": cannot be read: " + std::strerror(errno));
  if (!m_seekable && m_remembers) {
    m_remembered.append(buffer.first(static_cast<std::size_t>(count)));
    m_replayed = m_remembered.size();
  }
  return static_cast<std::size_t>(count);
}

std::size_t RawBytes::replay(std::span<char> buffer) {
  const std::size_t count = m_remembered.read_at(m_replayed, buffer);
  m_replayed += count;
  drop_replayed();
  return count;
}

void RawBytes::drop_replayed() {
  if (m_remembers || m_replayed < m_remembered.size()) return;
  m_remembered.clear();
  m_replayed = 0;
}

}  // namespace reluscope
