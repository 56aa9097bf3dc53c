#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace reluscope {

/// A field of a protobuf message, as the wire format has it (protobuf.dev/programming-guides/encoding).
struct WireField {
  enum class Type { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };  // 3 and 4, groups, are long obsolete

  std::uint32_t number = 0;
  Type type = Type::varint;
  std::uint64_t value = 0;  // of a varint or a fixed number
  std::string_view bytes;   // of a text, a message or packed numbers; of a number, its own

  bool is(std::uint32_t wanted, Type wanted_type) const { return number == wanted && type == wanted_type; }
  bool is_bytes(std::uint32_t wanted) const { return is(wanted, Type::bytes); }
  bool is_varint(std::uint32_t wanted) const { return is(wanted, Type::varint); }
  /// A negative number is a varint of its 64 bits.
  std::int64_t integer() const { return static_cast<std::int64_t>(value); }
  float float32() const { return std::bit_cast<float>(static_cast<std::uint32_t>(value)); }
};

/// Goes over the fields of a message, copying nothing.
class WireReader {
 public:
  /// bytes: of the message; they must live on.
  explicit WireReader(std::string_view bytes) : m_rest(bytes) {}

  /// The next field; false at the end, or where the bytes are no message.
  bool next(WireField& field);
  /// Whether the bytes were no message where `next` returned false.
  bool is_damaged() const { return m_is_damaged; }
  /// The next number of packed varints; false as with `next`.
  bool next_varint(std::uint64_t& value);
  /// From the key of the last field that `next` began to read to the end.
  std::string_view last_field() const { return m_last; }

 private:
  bool fail() {
    m_is_damaged = true;
    return false;
  }
  bool take_value(WireField& field);
  bool take_varint(std::uint64_t& value);
  bool take_fixed(std::size_t size, std::uint64_t& value);

  std::string_view m_rest, m_last;
  bool m_is_damaged = false;
};

}  // namespace reluscope
