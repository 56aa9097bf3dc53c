#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "data/codecs.hpp"
#include "data/raw_bytes.hpp"

namespace reluscope {

/// What is read at a time of what is packed.
constexpr std::size_t k_packed_block = std::size_t{256} << 10;

/// What is packed, unpacked piece by piece.
class Unpacker {
 public:
  Unpacker() = default;
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;
  virtual ~Unpacker() = default;

  /// 0 only at the end, when all raw bytes have been read too. Throws UserError if the file is damaged or cut off.
  virtual std::size_t read(std::span<char> buffer) = 0;
};

/// As the first bytes say.
Packing packing_of(std::string_view start);

/// Null if the bytes are not packed, or are an archive that is not to be opened. raw: at its first byte, and again
/// afterwards; must outlive the unpacker.
std::unique_ptr<Unpacker> make_unpacker(RawBytes& raw, bool opens_archives);

}  // namespace reluscope
