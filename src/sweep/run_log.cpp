#include "sweep/run_log.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <unistd.h>

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
  m_writer = std::jthread([this] { write_all(); });
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
    const std::scoped_lock lock(m_mutex);
    rethrow();
    m_waiting += line;
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
  while (true) {
    m_changed.wait(lock, [this] { return m_is_closing || !m_waiting.empty(); });
    if (m_waiting.empty()) return;
    const std::string lines = std::move(m_waiting);
    m_waiting.clear();
    lock.unlock();
    int error = try_to_write(m_fd, lines);
    if (error == 0 && ::fdatasync(m_fd) != 0) error = errno;
    lock.lock();
    if (error == 0) continue;
    try {
      fail_to_write(m_path, error);
    } catch (...) {
      m_failure = std::current_exception();
    }
    return;
  }
}

void RunLog::rethrow() {
  if (m_failure) std::rethrow_exception(m_failure);
}

void read_runs(const std::string& path, const std::function<void(const RunRecord&, std::string_view)>& take) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw UserError(path + ": cannot be read");
  std::string line(k_longest_line + 1, '\0');
  std::size_t number = 1;
  for (; file.getline(line.data(), static_cast<std::streamsize>(line.size())) && !file.eof(); ++number) {
    const auto length = static_cast<std::size_t>(file.gcount()) - 1;  // gcount counts the line end
    if (length > 0)
      take(read_run_record(line.substr(0, length), path + ":" + std::to_string(number)), {line.data(), length});
  }
  if (file.fail() && !file.eof())
    throw UserError(path + ":" + std::to_string(number) + ": longer than " + with_thousands(k_longest_line) +
                    " bytes, and so no run of a sweep; delete this line, and do what is missing with --resume");
}

}  // namespace reluscope
