#include "data/unpacking.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "data/zip_unpacker.hpp"
#include "support/error.hpp"

namespace reluscope {
namespace {

std::string_view name_of_packing(Packing packing) {
  switch (packing) {
    case Packing::gzip:
      return "gzip";
    case Packing::bzip2:
      return "bzip2";
    case Packing::xz:
      return "xz";
    default:
      return "zstd";
  }
}

/// A frame that readers skip (0x184D2A50 to 0x184D2A5F), as pzstd writes.
bool starts_skippable_frame(std::string_view bytes) {
  return bytes.size() >= 4 && (static_cast<unsigned char>(bytes[0]) & 0xF0) == 0x50 &&
         bytes.substr(1, 3) == "\x2A\x4D\x18";
}

/// Streams of one packing, one or several after each other, with zeros behind them or not.
class StreamUnpacker final : public Unpacker {
 public:
  StreamUnpacker(RawBytes& raw, Packing packing) : m_raw(raw), m_packing(packing), m_buffer(k_packed_block) {}

  std::size_t read(std::span<char> buffer) override {
    std::span<char> room = buffer;
    while (room.size() == buffer.size()) {
      if (m_packed.empty() && !m_at_end) refill();
      if (!m_codec && !begin_stream()) {
        if (m_at_end) break;
        continue;
      }
      const bool starved = m_packed.empty();  // at the end, but there may be more to write
      const Codec::Step step = m_codec->step(m_packed, room);
      if (step == Codec::Step::damaged)
        throw UserError(m_raw.name() + ": the " + std::string(name_of_packing(m_packing)) +
                        " stream is damaged; fetch the file again");
      if (step == Codec::Step::stream_end) {
        m_codec.reset();
        m_behind_stream = true;
      } else if (starved && room.size() == buffer.size()) {
        throw UserError(m_raw.name() + ": the " + std::string(name_of_packing(m_packing)) +
                        " stream ends early; the file is cut off, fetch it again");
      }
    }
    return buffer.size() - room.size();
  }

 private:
  void refill() {
    const std::size_t count = m_raw.read(m_buffer);
    m_packed = std::span<const char>(m_buffer).first(count);
    m_at_end = count == 0;
  }

  /// False if nothing begins in what is there.
  bool begin_stream() {
    if (m_behind_stream) {
      const auto past_zeros = std::ranges::find_if(m_packed, [](char c) { return c != 0; });
      const auto zeros = static_cast<std::size_t>(past_zeros - m_packed.begin());
      m_padded = m_padded || zeros > 0;
      m_packed = m_packed.subspan(zeros);
      if (m_packed.empty()) return false;
      if (m_padded || !may_begin(m_packed.front()))
        throw UserError(m_raw.name() + ": something else follows the " + std::string(name_of_packing(m_packing)) +
                        " stream; the file is damaged, fetch it again");
    }
    m_codec = make_codec(m_packing);
    return true;
  }

  bool may_begin(char first) const {
    switch (m_packing) {
      case Packing::gzip:
        return first == '\x1F';
      case Packing::bzip2:
        return first == 'B';
      case Packing::xz:
        return first == '\xFD';
      default:
        return first == '\x28' || (static_cast<unsigned char>(first) & 0xF0) == 0x50;
    }
  }

  RawBytes& m_raw;
  Packing m_packing;
  std::vector<char> m_buffer;
  std::span<const char> m_packed;  // of the buffer, what is not yet unpacked
  bool m_at_end = false;
  std::unique_ptr<Codec> m_codec;  // null between streams
  bool m_behind_stream = false, m_padded = false;
};

}  // namespace

Packing packing_of(std::string_view start) {
  using namespace std::string_view_literals;
  if (start.starts_with("\x1F\x8B\x08")) return Packing::gzip;
  if (start.starts_with("BZh") && start.size() >= 4 && start[3] >= '1' && start[3] <= '9') {
    const std::string_view behind = start.substr(4, 6);
    for (const std::string_view magic : {"\x31\x41\x59\x26\x53\x59"sv, "\x17\x72\x45\x38\x50\x90"sv})
      if (magic.starts_with(behind)) return Packing::bzip2;
  }
  if (start.starts_with("\xFD\x37zXZ\0"sv)) return Packing::xz;
  if (start.starts_with("\x28\xB5\x2F\xFD") || starts_skippable_frame(start)) return Packing::zstd;
  if (start.starts_with("PK\x03\x04") || start.starts_with("PK\x05\x06")) return Packing::zip;
  return Packing::none;
}

std::unique_ptr<Unpacker> make_unpacker(RawBytes& raw, bool opens_archives) {
  std::array<char, 10> start{};
  const std::size_t count = raw.read_full(start);
  raw.rewind();
  const Packing packing = packing_of({start.data(), count});
  if (packing == Packing::none) return nullptr;
  if (packing == Packing::zip) return opens_archives ? make_zip_unpacker(raw) : nullptr;
  return std::make_unique<StreamUnpacker>(raw, packing);
}

}  // namespace reluscope
