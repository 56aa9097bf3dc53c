#include "sweep/run_log.hpp"

#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>
#include <vector>

#include "data/byte_source.hpp"
#include "support/error.hpp"
#include "support/file_writing.hpp"
#include "support/text.hpp"
#include "sweep/sweep_json.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_longest_line = std::size_t{1} << 20;

/// The bytes of the file up to the end of its last whole line.
off_t whole_lines(int fd, const std::string& path) {
  off_t end = ::lseek(fd, 0, SEEK_END);
  for (char last = 0; end > 0; --end) {
    if (::pread(fd, &last, 1, end - 1) != 1) fail_to_write(path, errno);
    if (last == '\n') break;
  }
  return end;
}

}  // namespace

RunLog::RunLog(const std::string& path) : m_path(path) {
  m_fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (m_fd < 0 || ::ftruncate(m_fd, whole_lines(m_fd, path)) != 0) fail_to_write(path, errno);
  try {
    m_writer = std::jthread([this] { write_all(); });
  } catch (const std::system_error&) {
    // the system has no more threads: whoever appends a run writes it
  }
}

RunLog::~RunLog() {
  {
    const std::scoped_lock lock(m_mutex);
    m_is_closing = true;
  }
  m_changed.notify_one();
  if (m_writer.joinable()) m_writer.join();
  ::close(m_fd);
}

void RunLog::append(const RunRecord& record) {
  const std::string line = json_line(record) + '\n';
  {
    std::unique_lock lock(m_mutex);
    rethrow();
    m_waiting += line;
    if (!m_writer.joinable()) {
      write_waiting(lock);
      return rethrow();
    }
  }
  m_changed.notify_one();
}

void RunLog::close() {
  {
    const std::scoped_lock lock(m_mutex);
    m_is_closing = true;
  }
  m_changed.notify_one();
  if (m_writer.joinable()) m_writer.join();
  const std::scoped_lock lock(m_mutex);
  rethrow();
}

void RunLog::write_all() {
  std::unique_lock lock(m_mutex);
  do m_changed.wait(lock, [this] { return m_is_closing || !m_waiting.empty(); });
  while (write_waiting(lock));
}

bool RunLog::write_waiting(std::unique_lock<std::mutex>& lock) {
  if (m_waiting.empty()) return false;
  const std::string lines = std::move(m_waiting);
  m_waiting.clear();
  lock.unlock();
  int error = try_to_write(m_fd, lines);
  if (error == 0 && ::fdatasync(m_fd) != 0) error = errno;
  lock.lock();
  if (error == 0) return true;
  try {
    fail_to_write(m_path, error);
  } catch (...) {
    m_failure = std::current_exception();
  }
  return false;
}

void RunLog::rethrow() {
  if (m_failure) std::rethrow_exception(m_failure);
}

void read_runs(const std::string& path, const std::function<void(const RunRecord&, std::string_view)>& take) {
  const auto check_length = [&path](std::size_t length, std::size_t number) {
    if (length > k_longest_line)
      throw UserError(path + ":" + std::to_string(number) + ": longer than " + with_thousands(k_longest_line) +
                      " bytes, and so no run of a sweep; delete this line, and do what is missing with --resume");
  };
  ByteSource source(path, false);
  std::vector<char> block(std::size_t{1} << 16);
  std::string rest;  // the beginning of a line
  std::size_t number = 1;
  while (const std::size_t count = source.read(block)) {
    rest.append(block.data(), count);
    std::size_t begin = 0;
    for (std::size_t end = rest.find('\n', rest.size() - count); end != std::string::npos;
         end = rest.find('\n', begin)) {
      check_length(end - begin, number);
      const std::string line = rest.substr(begin, end - begin);
      if (!line.empty()) take(read_run_record(line, path + ":" + std::to_string(number)), line);
      begin = end + 1;
      ++number;
    }
    rest.erase(0, begin);
    check_length(rest.size(), number);
  }
}

}  // namespace reluscope
