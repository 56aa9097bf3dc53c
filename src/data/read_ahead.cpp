#include "data/read_ahead.hpp"

#include <algorithm>

namespace reluscope {
namespace {

constexpr std::size_t k_block = std::size_t{1} << 20;  // large enough that waking the other thread costs little

}  // namespace

ReadAhead::ReadAhead(TextSource& source, ThreadPool& pool)
    : m_source(source), m_pool(pool), m_current(k_block), m_next(k_block) {
  start_next();
}

ReadAhead::~ReadAhead() { m_reading.wait(); }

void ReadAhead::start_next() {
  m_reading = m_pool.submit([this] { m_next_size = m_source.read(m_next); });
}

std::size_t ReadAhead::read(std::span<char> buffer) {
  if (m_position == m_size) {
    m_reading.get();
    if (m_next_size == 0) return 0;
    m_current.swap(m_next);
    m_position = 0;
    m_size = m_next_size;
    start_next();
  }
  const std::size_t count = std::min(buffer.size(), m_size - m_position);
  std::copy_n(m_current.begin() + static_cast<std::ptrdiff_t>(m_position), count, buffer.begin());
  m_position += count;
  return count;
}

}  // namespace reluscope
