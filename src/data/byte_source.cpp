#include "data/byte_source.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>
#include <zlib.h>

#include "support/error.hpp"
#include "support/sha256.hpp"
#include "support/suggestion.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// The files beside one that is not there.
std::vector<std::string> neighbours_of(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder.empty() ? "." : folder, ignored))
    names.push_back((folder / entry.path().filename()).string());
  std::ranges::sort(names);  // the system gives them in any order
  return names;
}

int open_for_reading(const std::string& path) {
  if (path == "-") return STDIN_FILENO;
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    const std::string what = path + ": " + std::strerror(errno);
    if (errno != ENOENT) throw UserError(what);
    throw UserError(what + did_you_mean(path, neighbours_of(path)) + "; check the spelling and the working directory");
  }
  return fd;
}

}  // namespace

/// The file as it is on disk.
class ByteSource::Raw {
 public:
  explicit Raw(const std::string& path) : m_name(input_name(path)), m_fd(open_for_reading(path)) {
    struct stat status {};
    if (::fstat(m_fd, &status) == 0 && S_ISDIR(status.st_mode)) {
      ::close(m_fd);
      throw UserError(m_name + ": is a directory; name a file in it");
    }
    m_seekable = S_ISREG(status.st_mode);
  }
  Raw(const Raw&) = delete;
  Raw& operator=(const Raw&) = delete;
  ~Raw() {
    if (m_fd != STDIN_FILENO) ::close(m_fd);
  }

  const std::string& name() const { return m_name; }
  bool is_file() const { return m_seekable; }

  std::size_t read(std::span<char> buffer) {
    const std::size_t count = m_replayed < m_remembered.size() ? replay(buffer) : read_new(buffer);
    m_hash.update(buffer.first(count));
    return count;
  }

  void rewind() {
    if (m_seekable && ::lseek(m_fd, 0, SEEK_SET) != 0) throw UserError(m_name + ": " + std::strerror(errno));
    m_replayed = 0;
    m_hash = {};
  }

  std::string sha256() const { return m_hash.hex(); }

 private:
  std::size_t read_new(std::span<char> buffer) {
    ssize_t count = 0;
    do count = ::read(m_fd, buffer.data(), buffer.size());
    while (count < 0 && errno == EINTR);
    if (count < 0) throw UserError(m_name + ": cannot be read: " + std::strerror(errno));
    if (!m_seekable) {
      m_remembered.insert(m_remembered.end(), buffer.begin(), buffer.begin() + count);
      m_replayed = m_remembered.size();
    }
    return static_cast<std::size_t>(count);
  }

  std::size_t replay(std::span<char> buffer) {
    const std::size_t count = std::min(buffer.size(), m_remembered.size() - m_replayed);
    std::copy_n(m_remembered.begin() + static_cast<std::ptrdiff_t>(m_replayed), count, buffer.begin());
    m_replayed += count;
    return count;
  }

  std::string m_name;
  int m_fd;
  bool m_seekable = false;
  Sha256 m_hash;
  std::vector<char> m_remembered;  // of a pipe: everything read so far
  std::size_t m_replayed = 0;
};

/// The gzip stream on top of the raw bytes, of one member or several.
class ByteSource::Gunzip {
 public:
  Gunzip() {
    // 15 + 16: the largest window, gzip headers
    if (inflateInit2(&m_stream, 15 + 16) != Z_OK) throw std::bad_alloc();
  }
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;
  ~Gunzip() { inflateEnd(&m_stream); }

  std::size_t read(Raw& raw, std::span<char> buffer) {
    m_stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    m_stream.avail_out = static_cast<uInt>(buffer.size());
    while (m_stream.avail_out == buffer.size()) {
      if (m_stream.avail_in == 0 && !refill(raw)) {
        if (m_member_open)
          throw UserError(raw.name() + ": the gzip stream ends early; the file is cut off, fetch it again");
        break;
      }
      m_member_open = true;
      const int result = inflate(&m_stream, Z_NO_FLUSH);
      if (result == Z_STREAM_END) {
        m_member_open = false;
        inflateReset(&m_stream);
      } else if (result != Z_OK) {
        throw UserError(raw.name() + ": the gzip stream is damaged; fetch the file again");
      }
    }
    return buffer.size() - m_stream.avail_out;
  }

 private:
  bool refill(Raw& raw) {
    const std::size_t count = raw.read(m_input);
    m_stream.next_in = reinterpret_cast<Bytef*>(m_input.data());
    m_stream.avail_in = static_cast<uInt>(count);
    return count > 0;
  }

  z_stream m_stream{};
  bool m_member_open = false;
  std::vector<char> m_input = std::vector<char>(256 * 1024);
};

ByteSource::ByteSource(const std::string& path) : m_raw(std::make_unique<Raw>(path)) {
  std::array<char, 2> magic{};
  std::size_t count = 0;
  while (count < magic.size()) {
    const std::size_t more = m_raw->read(std::span(magic).subspan(count));
    if (more == 0) break;
    count += more;
  }
  if (count == 2 && magic[0] == '\x1f' && magic[1] == '\x8b') m_gunzip = std::make_unique<Gunzip>();
  m_raw->rewind();
}

ByteSource::ByteSource(ByteSource&&) noexcept = default;
ByteSource::~ByteSource() = default;

std::size_t ByteSource::read(std::span<char> buffer) {
  return m_gunzip ? m_gunzip->read(*m_raw, buffer) : m_raw->read(buffer);
}

void ByteSource::rewind() {
  m_raw->rewind();
  if (m_gunzip) m_gunzip = std::make_unique<Gunzip>();
}

bool ByteSource::is_file() const { return m_raw->is_file(); }

std::string ByteSource::sha256() const { return m_raw->sha256(); }

std::string read_file(const std::string& path) {
  ByteSource source(path);
  std::string content;
  std::vector<char> block(std::size_t{1} << 16);
  while (const std::size_t count = source.read(block)) content.append(block.data(), count);
  return content;
}

}  // namespace reluscope
