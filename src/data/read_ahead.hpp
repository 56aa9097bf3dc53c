#pragma once

#include <cstddef>
#include <future>
#include <span>
#include <vector>

#include "data/text_source.hpp"
#include "support/thread_pool.hpp"

namespace reluscope {

/// Reads a source one block ahead of whoever takes the bytes: reading, hashing, unpacking and decoding run beside what
/// is done with them, if the pool has a thread for it. While it lives, nobody else may read or rewind the source.
class ReadAhead {
 public:
  ReadAhead(TextSource& source, ThreadPool& pool);
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;
  /// Waits for the block that is being read.
  ~ReadAhead();

  /// As TextSource::read. What the source throws is thrown here, once the bytes before it have been taken.
  std::size_t read(std::span<char> buffer);

 private:
  void start_next();

  TextSource& m_source;
  ThreadPool& m_pool;
  std::vector<char> m_current, m_next;  // blocks
  std::size_t m_position = 0;           // in m_current, of the next byte
  std::size_t m_size = 0;               // of the bytes in m_current
  std::size_t m_next_size = 0;          // 0: the source has ended
  std::shared_future<void> m_reading;   // of m_next
};

}  // namespace reluscope
