#pragma once

#include <memory>
#include <span>

namespace reluscope {

enum class Packing { none, gzip, bzip2, xz, zstd, zip };

/// Unpacks one stream (a gzip member, a zstd frame), piece by piece.
class Codec {
 public:
  enum class Step { more, stream_end, damaged };

  Codec() = default;
  Codec(const Codec&) = delete;
  Codec& operator=(const Codec&) = delete;
  virtual ~Codec() = default;

  /// Takes what it can from the front of `packed` and writes to the front of `room`; both are then what is left. It
  /// may have more to write although nothing is left of `packed`.
  virtual Step step(std::span<const char>& packed, std::span<char>& room) = 0;
};

/// packing: not none, nor zip.
std::unique_ptr<Codec> make_codec(Packing packing);
/// Of what a zip archive holds: deflated without a header.
std::unique_ptr<Codec> make_raw_inflate();

}  // namespace reluscope
