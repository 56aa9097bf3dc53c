#include "data/byte_source.hpp"

#include <vector>

#include "data/raw_bytes.hpp"
#include "data/unpacking.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_largest_file = std::size_t{512} << 20;

}  // namespace

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
  while (const std::size_t count = source.read(block)) {
    content.append(block.data(), count);
    if (content.size() > k_largest_file)
      throw UserError(input_name(path) + ": larger than 512 MiB, the most that is read of a report or a configuration" +
                      "; make reports smaller with --history layers");
  }
  return content;
}

}  // namespace reluscope
