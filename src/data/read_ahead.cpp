#include "data/read_ahead.hpp"

#include <algorithm>

#include "support/another_core.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_block = std::size_t{256} << 10;  // stays in a core's cache from the file to the hash

}  // namespace

ReadAhead::ReadAhead(ByteSource& source) : m_source(source) {
  for (Block& block : m_blocks) block.bytes.resize(k_block);
  m_thread = std::jthread([this](const std::stop_token& stop) { run(stop); });
  move_to_another_core(m_thread.native_handle());
}

std::size_t ReadAhead::read(std::span<char> buffer) {
  const Block& block = next_block();
  if (block.size == 0 && m_failure) std::rethrow_exception(m_failure);
  const std::size_t count = std::min(buffer.size(), block.size - m_position);
  std::copy_n(block.bytes.begin() + static_cast<std::ptrdiff_t>(m_position), count, buffer.begin());
  m_position += count;
  if (block.size > 0 && m_position == block.size) {  // the one that says that it is over is never left
    m_position = 0;
    const std::lock_guard lock(m_mutex);
    ++m_taken;
    m_changed.notify_one();
  }
  return count;
}

ReadAhead::Block& ReadAhead::next_block() {
  std::unique_lock lock(m_mutex);
  m_changed.wait(lock, [this] { return m_filled > m_taken; });
  return m_blocks[m_taken % m_blocks.size()];
}

void ReadAhead::run(const std::stop_token& stop) {
  for (std::size_t i = 0;; ++i) {
    {
      std::unique_lock lock(m_mutex);
      if (!m_changed.wait(lock, stop, [&] { return i - m_taken < m_blocks.size(); })) return;
    }
    Block& block = m_blocks[i % m_blocks.size()];
    fill(block);
    const std::lock_guard lock(m_mutex);
    ++m_filled;
    m_changed.notify_one();
    if (block.size == 0) return;
  }
}

void ReadAhead::fill(Block& block) {
  try {
    block.size = m_source.read(block.bytes);
  } catch (...) {
    m_failure = std::current_exception();
    block.size = 0;
  }
}

}  // namespace reluscope
