#include "data/remembered_bytes.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <unistd.h>

#include "data/spool.hpp"
#include "support/error.hpp"
#include "support/file_writing.hpp"
#include "support/text.hpp"

namespace reluscope {

void RememberedBytes::append(std::span<const char> bytes) {
  const std::size_t in_memory = std::min(bytes.size(), k_most_in_memory - m_start.size());
  m_start.insert(m_start.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(in_memory));
  m_size += bytes.size();
  const std::span<const char> rest = bytes.subspan(in_memory);
  if (rest.empty()) return;
  if (m_fd < 0) m_fd = open_spool(m_path);
  if (const int error = try_to_write(m_fd, {rest.data(), rest.size()})) fail_to_spool(m_path, error);
}

std::size_t RememberedBytes::read_at(std::uint64_t offset, std::span<char> buffer) const {
  if (offset >= m_size) return 0;
  buffer = buffer.first(static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), m_size - offset)));
  std::size_t filled = 0;
  if (offset < m_start.size()) {
    filled = std::min(buffer.size(), m_start.size() - static_cast<std::size_t>(offset));
    std::copy_n(m_start.begin() + static_cast<std::ptrdiff_t>(offset), filled, buffer.begin());
  }
  while (filled < buffer.size()) {
    const auto place = static_cast<off_t>(offset + filled - m_start.size());
    const ssize_t more = ::pread(m_fd, buffer.data() + filled, buffer.size() - filled, place);
    if (more < 0 && errno == EINTR) continue;
    if (more <= 0)
      throw UserError(input_name(m_path) + ": cannot be read again: " + std::strerror(more < 0 ? errno : EIO));
    filled += static_cast<std::size_t>(more);
  }
  return filled;
}

void RememberedBytes::clear() {
  m_start = {};
  m_size = 0;
  if (m_fd >= 0) ::close(m_fd);
  m_fd = -1;
}

}  // namespace reluscope
