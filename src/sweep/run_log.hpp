#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "sweep/run_record.hpp"

namespace reluscope {

/// The file of a shard's runs, a line each. A run is in it as a whole and synced, or not at all: a last line that was
/// cut off is dropped when the file is opened again.
class RunLog {
 public:
  /// Opens the file, or makes it. Throws UserError if it cannot be written.
  explicit RunLog(const std::string& path);
  RunLog(const RunLog&) = delete;
  RunLog& operator=(const RunLog&) = delete;
  ~RunLog();

  /// A thread of its own writes: those that come together are synced together, so that nobody waits for the disk.
  /// Throws UserError if writing has failed.
  void append(const RunRecord& record);
  /// Waits until all is on disk. Throws UserError if writing has failed.
  void close();

 private:
  void write_all();
  /// Writes and syncs the lines that wait; meanwhile the lock, of the mutex, is open. Returns false if there were none,
  /// or it failed.
  bool write_waiting(std::unique_lock<std::mutex>& lock);
  void rethrow();

  std::string m_path;
  int m_fd = -1;
  std::mutex m_mutex;  // of what follows
  std::condition_variable m_changed;
  std::string m_waiting;  // lines to be written
  bool m_is_closing = false;
  std::exception_ptr m_failure;
  std::jthread m_writer;
};

/// Calls take(run, line) for every whole line of the file, in order. Throws UserError that names the line if it is no
/// run.
void read_runs(const std::string& path, const std::function<void(const RunRecord&, std::string_view)>& take);

}  // namespace reluscope
