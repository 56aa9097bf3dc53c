#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace reluscope {

/// Appends the fields of a protobuf message, as WireReader reads them.
class WireWriter {
 public:
  /// A field as it was read, key and all.
  void copy(std::string_view field) { m_bytes += field; }
  void add_varint(std::uint32_t number, std::uint64_t value) {
    append_varint(std::uint64_t{number} << 3);
    append_varint(value);
  }
  /// A text, a message or packed numbers.
  void add_bytes(std::uint32_t number, std::string_view value) {
    append_varint(std::uint64_t{number} << 3 | 2);
    append_varint(value.size());
    m_bytes += value;
  }
  std::string take() { return std::move(m_bytes); }

 private:
  void append_varint(std::uint64_t value) {
    for (; value >= 128; value >>= 7) m_bytes += static_cast<char>((value & 127) | 128);
    m_bytes += static_cast<char>(value);
  }

  std::string m_bytes;
};

}  // namespace reluscope
