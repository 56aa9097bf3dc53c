#include "model_file/safetensors.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>

#include "model_file/strict_json.hpp"
#include "support/error.hpp"
#include "support/small_floats.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

using Json = nlohmann::json;

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

struct StoredType {
  std::string_view name;
  std::size_t size;
  double (*load)(std::string_view, std::size_t);
};

constexpr StoredType k_types[] = {
    {"F32", 4, [](std::string_view bytes, std::size_t i) { return double{load<float>(bytes, i)}; }},
    {"F64", 8, [](std::string_view bytes, std::size_t i) { return load<double>(bytes, i); }},
    {"F16", 2,
     [](std::string_view bytes, std::size_t i) -> double { return from_half(load<std::uint16_t>(bytes, i)); }},
    {"BF16", 2,
     [](std::string_view bytes, std::size_t i) -> double { return from_bfloat16(load<std::uint16_t>(bytes, i)); }},
};

/// Types whose values are not read, for their sizes.
constexpr std::pair<std::string_view, std::size_t> k_other_types[] = {
    {"BOOL", 1}, {"U8", 1}, {"I8", 1}, {"U16", 2}, {"I16", 2}, {"U32", 4}, {"I32", 4}, {"U64", 8}, {"I64", 8}};

/// What the header says of a tensor.
struct Entry {
  std::string name, type;
  std::vector<std::size_t> shape;
  std::size_t begin = 0, end = 0;  // its bytes in the data
};

const StoredType* type_named(std::string_view name) {
  const auto* const type = std::ranges::find(k_types, name, &StoredType::name);
  return type == std::end(k_types) ? nullptr : type;
}

/// None of a type that the format does not have.
std::optional<std::size_t> size_of_type(const Entry& entry) {
  if (const StoredType* type = type_named(entry.type)) return type->size;
  for (const auto& [name, size] : k_other_types)
    if (name == entry.type) return size;
  return std::nullopt;
}

std::string title(const std::string& file, const Entry& entry) { return file + ": tensor " + in_quotes(entry.name); }

/// A list of whole numbers from 0; none if any of the numbers is something else.
std::optional<std::vector<std::size_t>> read_sizes(const Json& list) {
  std::vector<std::size_t> sizes;
  for (const Json& item : list) {
    if (!item.is_number_unsigned()) return std::nullopt;
    sizes.push_back(item.get<std::size_t>());
  }
  return sizes;
}

bool has_numbers(const Json& list) {
  return list.is_array() && std::ranges::all_of(list, [](const Json& item) { return item.is_number(); });
}

/// None if it is not what the format calls a tensor.
std::optional<Entry> read_entry(const std::string& name, const Json& json, std::size_t data_size,
                                const std::string& file) {
  const bool is_one = json.is_object() && json.size() == 3 && json.contains("dtype") && json.contains("shape") &&
                      json.contains("data_offsets") && json["dtype"].is_string() && has_numbers(json["shape"]) &&
                      has_numbers(json["data_offsets"]) && json["data_offsets"].size() == 2;
  if (!is_one) return std::nullopt;
  Entry entry{.name = name, .type = json["dtype"]};
  const std::optional<std::size_t> size = size_of_type(entry);
  if (!size)
    throw UserError(title(file, entry) + ": the type " + in_quotes(entry.type) +
                    " is not read; save the model as float32");
  const auto shape = read_sizes(json["shape"]), offsets = read_sizes(json["data_offsets"]);
  const bool fits_in = shape && offsets && (*offsets)[0] <= (*offsets)[1] && (*offsets)[1] <= data_size &&
                       fits(*shape, *size, (*offsets)[1] - (*offsets)[0]);
  if (!fits_in)
    throw UserError(title(file, entry) +
                    ": its place in the file does not fit its shape; the file is damaged; save the model again");
  entry.shape = *shape;
  entry.begin = (*offsets)[0];
  entry.end = (*offsets)[1];
  return entry;
}

/// The format leaves no byte of the data to no tensor, and none to two.
void check_tiling(std::vector<Entry> entries, std::size_t data_size, const std::string& file) {
  std::ranges::sort(entries, {}, [](const Entry& entry) { return std::pair(entry.begin, entry.end); });
  const auto fail_hole = [&](std::size_t begin, std::size_t end) {
    throw UserError(file + ": bytes " + std::to_string(begin) + " to " + std::to_string(end) +
                    " of the data belong to no tensor; the file is damaged; save the model again");
  };
  std::size_t end = 0;
  const Entry* before = nullptr;
  for (const Entry& entry : entries) {
    if (entry.begin < end)
      throw UserError(title(file, entry) + " shares bytes with " + in_quotes(before->name) +
                      "; give each weights of its own, and save the model again");
    if (entry.begin > end) fail_hole(end, entry.begin);
    end = entry.end;
    before = &entry;
  }
  if (end < data_size) fail_hole(end, data_size);
}

/// None if it is not an object of texts.
std::optional<std::map<std::string, std::string>> read_metadata(const Json& json) {
  if (!json.is_object()) return std::nullopt;
  std::map<std::string, std::string> metadata;
  for (const auto& [key, value] : json.items()) {
    if (!value.is_string()) return std::nullopt;
    metadata.emplace(key, value.get<std::string>());
  }
  return metadata;
}

}  // namespace

bool is_safetensors(std::string_view start) {
  constexpr std::string_view k_upper_half("\0\0\0\0", 4);  // no header has 4 GiB
  return start.size() > 8 && start.substr(4).starts_with(k_upper_half) && start[8] == '{';
}

std::string safetensors_bytes(std::string header, std::string_view data) {
  header.append((8 - header.size() % 8) % 8, ' ');  // the format aligns the data to 8 bytes
  const std::uint64_t length = header.size();
  std::string bytes(reinterpret_cast<const char*>(&length), sizeof length);
  bytes.reserve(sizeof length + header.size() + data.size());
  return bytes.append(header).append(data);
}

std::string to_safetensors(const TensorFile& file) {
  nlohmann::ordered_json header;
  header["__metadata__"] = file.metadata;
  std::string data;
  for (const auto& [name, tensor] : file.tensors) {
    const std::size_t begin = data.size();
    data.append(reinterpret_cast<const char*>(tensor.values.data()), tensor.values.size() * sizeof(float));
    header[name] = {{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {begin, data.size()}}};
  }
  return safetensors_bytes(header.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace), data);
}

StoredFile parse_stored_tensors(std::string_view bytes, const std::string& name) {
  constexpr std::size_t k_longest_header = 100'000'000;  // as in the reference implementation
  constexpr int k_deepest = 3;                           // the header, a tensor, its shape
  const std::string not_one = name + ": not a safetensors file, or a damaged one; save the model again";
  if (bytes.size() < 8) throw UserError(not_one);
  const auto length = load<std::uint64_t>(bytes, 0);
  if (length > bytes.size() - 8 || length > k_longest_header || !bytes.substr(8, length).starts_with('{'))
    throw UserError(not_one);
  const Json header = parse_strict_json(bytes.substr(8, length), k_deepest, name + ": the safetensors header",
                                        "the file is damaged; save the model again");
  const std::string_view data = bytes.substr(8 + length);
  StoredFile file;
  std::vector<Entry> entries;
  for (const auto& [key, value] : header.items()) {
    if (key == "__metadata__") {
      const auto metadata = read_metadata(value);
      if (!metadata) throw UserError(not_one);
      file.metadata = *metadata;
    } else {
      const std::optional<Entry> entry = read_entry(key, value, data.size(), name);
      if (!entry) throw UserError(not_one);
      entries.push_back(*entry);
    }
  }
  check_tiling(entries, data.size(), name);
  for (const Entry& entry : entries)
    file.tensors.emplace(entry.name, StoredTensor{.type = entry.type,
                                                  .shape = entry.shape,
                                                  .bytes = data.substr(entry.begin, entry.end - entry.begin)});
  return file;
}

std::vector<double> values_of(const StoredTensor& tensor, const std::string& name, const std::string& file) {
  const StoredType* const type = type_named(tensor.type);
  if (type == nullptr)
    throw UserError(file + ": tensor " + in_quotes(name) + ": the type " + tensor.type +
                    " is not read; save the model as float32");
  const std::size_t count = tensor.bytes.size() / type->size;
  std::vector<double> values;
  values.reserve(count);
  for (std::size_t i = 0; i < count; ++i) values.push_back(type->load(tensor.bytes, i));
  return values;
}

TensorFile parse_safetensors(std::string_view bytes, const std::string& name) {
  const StoredFile stored = parse_stored_tensors(bytes, name);
  TensorFile file{.metadata = stored.metadata};
  for (const auto& [key, tensor] : stored.tensors) {
    if (tensor.is_counter()) continue;
    Tensor& read = file.tensors[key];
    read.shape = tensor.shape;
    for (const double value : values_of(tensor, key, name)) read.values.push_back(static_cast<float>(value));
  }
  return file;
}

}  // namespace reluscope
