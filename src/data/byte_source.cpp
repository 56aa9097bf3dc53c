#include "data/byte_source.hpp"

#include <vector>

#include "data/raw_bytes.hpp"
#include "data/unpacking.hpp"

namespace reluscope {

ByteSource::ByteSource(const std::string& path, bool opens_archives)
    : m_raw(std::make_unique<RawBytes>(path)),
      m_opens_archives(opens_archives),
      m_unpacker(make_unpacker(*m_raw, opens_archives)) {}

ByteSource::ByteSource(ByteSource&&) noexcept = default;
ByteSource::~ByteSource() = default;

std::size_t ByteSource::read(std::span<char> buffer) {
  return m_unpacker ? m_unpacker->read(buffer) : m_raw->read(buffer);
}

void ByteSource::rewind() {
  m_raw->rewind();
  if (m_unpacker) m_unpacker = make_unpacker(*m_raw, m_opens_archives);
}

void ByteSource::forget() { m_raw->forget(); }

bool ByteSource::can_rewind() const { return m_raw->can_rewind(); }

bool ByteSource::is_file() const { return m_raw->is_file(); }

std::string ByteSource::sha256() const { return m_raw->sha256(); }

std::string read_file(const std::string& path) {
  ByteSource source(path, false);
  std::string content;
  std::vector<char> block(std::size_t{1} << 16);
  while (const std::size_t count = source.read(block)) content.append(block.data(), count);
  return content;
}

}  // namespace reluscope
