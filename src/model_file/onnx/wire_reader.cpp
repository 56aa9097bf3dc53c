#include "model_file/onnx/wire_reader.hpp"

#include <algorithm>
#include <cstring>

namespace reluscope {

static_assert(std::endian::native == std::endian::little, "protobuf is little-endian, and so is this code");

bool WireReader::take_varint(std::uint64_t& value) {
  constexpr std::size_t k_longest = 10;
  value = 0;
  for (std::size_t i = 0; i < std::min(k_longest, m_rest.size()); ++i) {
    const auto byte = static_cast<unsigned char>(m_rest[i]);
    value |= std::uint64_t{byte & 127U} << (7 * i);
    if (byte < 128) {
      m_rest.remove_prefix(i + 1);
      return true;
    }
  }
  return fail();
}

bool WireReader::take_fixed(std::size_t size, std::uint64_t& value) {
  if (m_rest.size() < size) return fail();
  value = 0;
  std::memcpy(&value, m_rest.data(), size);
  m_rest.remove_prefix(size);
  return true;
}

bool WireReader::next_varint(std::uint64_t& value) { return !m_rest.empty() && take_varint(value); }

bool WireReader::take_value(WireField& field) {
  const std::string_view before = m_rest;
  std::uint64_t length = 0;
  bool is_whole = false;
  switch (field.type) {
    case WireField::Type::varint:
      is_whole = take_varint(field.value);
      break;
    case WireField::Type::fixed64:
      is_whole = take_fixed(8, field.value);
      break;
    case WireField::Type::fixed32:
      is_whole = take_fixed(4, field.value);
      break;
    case WireField::Type::bytes:
      if (!take_varint(length)) return false;
      if (length > m_rest.size()) return fail();
      field.bytes = m_rest.substr(0, length);
      m_rest.remove_prefix(length);
      return true;
    default:
      return fail();
  }
  field.bytes = before.substr(0, before.size() - m_rest.size());
  return is_whole;
}

bool WireReader::next(WireField& field) {
  constexpr std::uint64_t k_greatest_number = (1U << 29) - 1;
  std::uint64_t key = 0;
  m_last = m_rest;
  if (m_rest.empty() || !take_varint(key)) return false;
  if (key >> 3 == 0 || key >> 3 > k_greatest_number) return fail();
  field = {.number = static_cast<std::uint32_t>(key >> 3), .type = static_cast<WireField::Type>(key & 7)};
  return take_value(field);
}

}  // namespace reluscope
