#include "data/codecs.hpp"

#include <algorithm>
#include <bzlib.h>
#include <cstdint>
#include <limits>
#include <lzma.h>
#include <new>
#include <zlib.h>
#include <zstd.h>

namespace reluscope {
namespace {

/// zlib and bzip2 count in unsigned int.
template <class T>
unsigned bounded(std::span<T> bytes) {
  return static_cast<unsigned>(std::min<std::size_t>(bytes.size(), std::numeric_limits<unsigned>::max()));
}

template <class T>
void drop_front(std::span<T>& bytes, std::size_t count) {
  bytes = bytes.subspan(count);
}

class Inflate final : public Codec {
 public:
  /// window_bits: as zlib has it; the format is part of it.
  explicit Inflate(int window_bits) {
    if (inflateInit2(&m_stream, window_bits) != Z_OK) throw std::bad_alloc();
  }
  ~Inflate() override { inflateEnd(&m_stream); }

  Step step(std::span<const char>& packed, std::span<char>& room) override {
    const unsigned given = bounded(packed), free = bounded(room);
    m_stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    m_stream.avail_in = given;
    m_stream.next_out = reinterpret_cast<Bytef*>(room.data());
    m_stream.avail_out = free;
    const int result = inflate(&m_stream, Z_NO_FLUSH);
    drop_front(packed, given - m_stream.avail_in);
    drop_front(room, free - m_stream.avail_out);
    if (result == Z_MEM_ERROR) throw std::bad_alloc();
    if (result == Z_STREAM_END) return Step::stream_end;
    return result == Z_OK || result == Z_BUF_ERROR ? Step::more : Step::damaged;
  }

 private:
  z_stream m_stream{};
};

class Bunzip2 final : public Codec {
 public:
  Bunzip2() {
    if (BZ2_bzDecompressInit(&m_stream, 0, 0) != BZ_OK) throw std::bad_alloc();
  }
  ~Bunzip2() override { BZ2_bzDecompressEnd(&m_stream); }

  Step step(std::span<const char>& packed, std::span<char>& room) override {
    const unsigned given = bounded(packed), free = bounded(room);
    m_stream.next_in = const_cast<char*>(packed.data());
    m_stream.avail_in = given;
    m_stream.next_out = room.data();
    m_stream.avail_out = free;
    const int result = BZ2_bzDecompress(&m_stream);
    drop_front(packed, given - m_stream.avail_in);
    drop_front(room, free - m_stream.avail_out);
    if (result == BZ_MEM_ERROR) throw std::bad_alloc();
    if (result == BZ_STREAM_END) return Step::stream_end;
    return result == BZ_OK ? Step::more : Step::damaged;
  }

 private:
  bz_stream m_stream{};
};

class Unxz final : public Codec {
 public:
  Unxz() {
    if (lzma_stream_decoder(&m_stream, std::numeric_limits<std::uint64_t>::max(), 0) != LZMA_OK) throw std::bad_alloc();
  }
  ~Unxz() override { lzma_end(&m_stream); }

  Step step(std::span<const char>& packed, std::span<char>& room) override {
    m_stream.next_in = reinterpret_cast<const std::uint8_t*>(packed.data());
    m_stream.avail_in = packed.size();
    m_stream.next_out = reinterpret_cast<std::uint8_t*>(room.data());
    m_stream.avail_out = room.size();
    const lzma_ret result = lzma_code(&m_stream, LZMA_RUN);
    drop_front(packed, packed.size() - m_stream.avail_in);
    drop_front(room, room.size() - m_stream.avail_out);
    if (result == LZMA_MEM_ERROR) throw std::bad_alloc();
    if (result == LZMA_STREAM_END) return Step::stream_end;
    return result == LZMA_OK || result == LZMA_BUF_ERROR ? Step::more : Step::damaged;
  }

 private:
  lzma_stream m_stream = LZMA_STREAM_INIT;
};

class Unzstd final : public Codec {
 public:
  Unzstd() : m_stream(ZSTD_createDStream()) {
    if (m_stream == nullptr) throw std::bad_alloc();
    // what zstd --long=31 has packed is read too
    ZSTD_DCtx_setParameter(m_stream, ZSTD_d_windowLogMax, ZSTD_dParam_getBounds(ZSTD_d_windowLogMax).upperBound);
  }
  ~Unzstd() override { ZSTD_freeDStream(m_stream); }

  Step step(std::span<const char>& packed, std::span<char>& room) override {
    ZSTD_inBuffer in{packed.data(), packed.size(), 0};
    ZSTD_outBuffer out{room.data(), room.size(), 0};
    const std::size_t result = ZSTD_decompressStream(m_stream, &out, &in);
    drop_front(packed, in.pos);
    drop_front(room, out.pos);
    if (ZSTD_isError(result) != 0) return Step::damaged;
    return result == 0 ? Step::stream_end : Step::more;
  }

 private:
  ZSTD_DStream* m_stream;
};

constexpr int k_largest_window = 15;
constexpr int k_gzip_header = 16;

}  // namespace

std::unique_ptr<Codec> make_codec(Packing packing) {
  switch (packing) {
    case Packing::bzip2:
      return std::make_unique<Bunzip2>();
    case Packing::xz:
      return std::make_unique<Unxz>();
    case Packing::zstd:
      return std::make_unique<Unzstd>();
    default:
      return std::make_unique<Inflate>(k_largest_window + k_gzip_header);
  }
}

std::unique_ptr<Codec> make_raw_inflate() { return std::make_unique<Inflate>(-k_largest_window); }

}  // namespace reluscope
