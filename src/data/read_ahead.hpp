#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "data/byte_source.hpp"

namespace reluscope {

/// Reads a source on a thread of its own, a few blocks ahead of whoever takes the bytes: reading, hashing and unpacking
/// run beside what is done with them. While it lives, nobody else may read or rewind the source.
class ReadAhead {
 public:
  explicit ReadAhead(ByteSource& source);

  /// As ByteSource::read. What the source throws is thrown here, once the bytes before it have been taken.
  std::size_t read(std::span<char> buffer);

 private:
  struct Block {
    std::vector<char> bytes;
    std::size_t size = 0;  // 0: the source has ended, or failed
  };

  void run(const std::stop_token& stop);
  void fill(Block& block);
  /// The block whose bytes are next to be taken, as soon as it is filled.
  Block& next_block();

  ByteSource& m_source;
  std::array<Block, 4> m_blocks;  // used in turn
  std::size_t m_position = 0;     // of the next byte in the block being taken
  std::exception_ptr m_failure;   // of the source; it comes with the last block

  std::mutex m_mutex;  // of the two counters; a block belongs to the thread until it is filled, and once it is taken
  std::condition_variable_any m_changed;
  std::size_t m_filled = 0;  // blocks, since the start
  std::size_t m_taken = 0;
  std::jthread m_thread;  // the last member: it is stopped and joined before the others go
};

}  // namespace reluscope
