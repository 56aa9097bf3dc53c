#pragma once

#include <bzlib.h>
#include <lzma.h>
#include <string>
#include <zstd.h>

// The content as one stream of each packing, as its own library writes it.

inline std::string bzipped(std::string content) {
  std::string packed(content.size() + content.size() / 100 + 600, '\0');
  auto size = static_cast<unsigned>(packed.size());
  if (::BZ2_bzBuffToBuffCompress(packed.data(), &size, content.data(), static_cast<unsigned>(content.size()), 9, 0,
                                 0) != BZ_OK)
    throw "bzip2";
  packed.resize(size);
  return packed;
}

inline std::string xz_packed(const std::string& content) {
  std::string packed(::lzma_stream_buffer_bound(content.size()), '\0');
  std::size_t size = 0;
  if (::lzma_easy_buffer_encode(1, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const std::uint8_t*>(content.data()),
                                content.size(), reinterpret_cast<std::uint8_t*>(packed.data()), &size,
                                packed.size()) != LZMA_OK)
    throw "xz";
  packed.resize(size);
  return packed;
}

/// With a checksum, as the zstd command writes it.
inline std::string zstd_packed(const std::string& content) {
  std::string packed(::ZSTD_compressBound(content.size()), '\0');
  ZSTD_CCtx* const context = ::ZSTD_createCCtx();
  ::ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  packed.resize(::ZSTD_compress2(context, packed.data(), packed.size(), content.data(), content.size()));
  ::ZSTD_freeCCtx(context);
  return packed;
}
