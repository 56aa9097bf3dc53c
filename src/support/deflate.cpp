#include "support/deflate.hpp"

#include <limits>
#include <new>
#include <stdexcept>
#include <zlib.h>

namespace reluscope {
namespace {

/// window_bits: as zlib has it; the format is part of it.
std::string packed(std::string_view bytes, int window_bits) {
  constexpr int k_memory_level = 9;
  if (bytes.size() > std::numeric_limits<uInt>::max()) throw std::length_error("more than 4 GiB to pack");
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window_bits, k_memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  std::string text(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  deflate(&stream, Z_FINISH);
  text.resize(stream.total_out);
  deflateEnd(&stream);
  return text;
}

}  // namespace

std::string gzipped(std::string_view bytes) {
  constexpr int k_gzip = 16;
  std::string text = packed(bytes, MAX_WBITS + k_gzip);
  constexpr std::size_t k_system = 9;  // the byte of the header that says where it was made
  text[k_system] = '\xFF';
  return text;
}

std::string deflated(std::string_view bytes) { return packed(bytes, MAX_WBITS); }

}  // namespace reluscope
