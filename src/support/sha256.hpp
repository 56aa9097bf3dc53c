#pragma once

#include <nettle/sha2.h>
#include <span>
#include <string>

namespace reluscope {

/// SHA-256 (FIPS 180-4) of bytes that come piece by piece.
class Sha256 {
 public:
  Sha256() { sha256_init(&m_state); }

  void update(std::span<const char> bytes);
  /// Of the bytes so far, in lower-case hexadecimal.
  std::string hex() const;
  /// The same as its 32 bytes.
  std::string digest() const;

 private:
  sha256_ctx m_state{};
};

}  // namespace reluscope
