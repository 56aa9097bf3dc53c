#include "model_file/safetensors.hpp"

#include <bit>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "support/error.hpp"

namespace reluscope {
namespace {

using Json = nlohmann::ordered_json;

static_assert(std::endian::native == std::endian::little, "safetensors is little-endian, and so is this code");

/// Whether `bytes` hold elements of this shape and size; no product overflows.
bool fits(const std::vector<std::size_t>& shape, std::size_t element_size, std::size_t bytes) {
  std::size_t needed = element_size;
  for (const std::size_t extent : shape)
    if (__builtin_mul_overflow(needed, extent, &needed)) return false;
  return needed == bytes;
}

template <class Stored>
Stored load(std::string_view bytes, std::size_t i) {
  Stored value;
  std::memcpy(&value, bytes.data() + i * sizeof(Stored), sizeof(Stored));
  return value;
}

/// IEEE 754 binary16.
float from_half(std::uint16_t half) {
  const int exponent = half >> 10 & 31, fraction = half & 1023;
  const float sign = half >> 15 != 0 ? -1.0F : 1.0F;
  if (exponent == 31) return fraction == 0 ? sign * INFINITY : NAN;
  if (exponent == 0) return sign * std::ldexp(static_cast<float>(fraction), -24);
  return sign * std::ldexp(static_cast<float>(fraction + 1024), exponent - 25);
}

struct StoredType {
  std::string_view name;
  std::size_t size;
  float (*load)(std::string_view, std::size_t);
};

constexpr StoredType k_types[] = {
    {"F32", 4, [](std::string_view bytes, std::size_t i) { return load<float>(bytes, i); }},
    {"F64", 8, [](std::string_view bytes, std::size_t i) { return static_cast<float>(load<double>(bytes, i)); }},
    {"F16", 2, [](std::string_view bytes, std::size_t i) { return from_half(load<std::uint16_t>(bytes, i)); }},
    {"BF16", 2,
     [](std::string_view bytes, std::size_t i) {
       return std::bit_cast<float>(std::uint32_t{load<std::uint16_t>(bytes, i)} << 16);
     }},
};

Tensor parse_tensor(const Json& entry, std::string_view data, const std::string& where) {
  const std::string type_name = entry.at("dtype");
  const auto type =
      std::find_if(std::begin(k_types), std::end(k_types), [&](const StoredType& t) { return t.name == type_name; });
  if (type == std::end(k_types))
    throw UserError(where + ": the type " + type_name + " is not read; save the model as float32");
  Tensor tensor{.shape = entry.at("shape")};
  const std::size_t begin = entry.at("data_offsets").at(0), end = entry.at("data_offsets").at(1);
  if (begin > end || end > data.size() || !fits(tensor.shape, type->size, end - begin))
    throw UserError(where +
                    ": its place in the file does not fit its shape; the file is damaged; save the model again");
  const std::string_view bytes = data.substr(begin, end - begin);
  const std::size_t count = bytes.size() / type->size;
  tensor.values.reserve(count);
  for (std::size_t i = 0; i < count; ++i) tensor.values.push_back(type->load(bytes, i));
  return tensor;
}

}  // namespace

std::string to_safetensors(const TensorFile& file) {
  Json header;
  header["__metadata__"] = file.metadata;
  std::string data;
  for (const auto& [name, tensor] : file.tensors) {
    const std::size_t begin = data.size();
    data.append(reinterpret_cast<const char*>(tensor.values.data()), tensor.values.size() * sizeof(float));
    header[name] = {{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {begin, data.size()}}};
  }
  std::string text = header.dump(-1, ' ', false, Json::error_handler_t::replace);
  text.append((8 - text.size() % 8) % 8, ' ');  // the format aligns the data to 8 bytes
  const std::uint64_t length = text.size();
  return std::string(reinterpret_cast<const char*>(&length), sizeof length) + text + data;
}

TensorFile parse_safetensors(std::string_view bytes, const std::string& name) {
  const std::string not_one = name + ": not a safetensors file, or a damaged one; save the model again";
  if (bytes.size() < 8) throw UserError(not_one);
  const auto length = load<std::uint64_t>(bytes, 0);
  if (length > bytes.size() - 8) throw UserError(not_one);
  try {
    const Json header = Json::parse(bytes.substr(8, length));
    TensorFile file;
    for (const auto& [key, entry] : header.items()) {
      if (key == "__metadata__")
        file.metadata = entry.get<std::map<std::string, std::string>>();
      else
        file.tensors[key] = parse_tensor(entry, bytes.substr(8 + length), name + ": tensor '" + key + "'");
    }
    return file;
  } catch (const Json::exception&) {
    throw UserError(not_one);
  }
}

}  // namespace reluscope
