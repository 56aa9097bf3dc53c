#include "model_file/onnx/constant.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>
#include <optional>

#include "model_file/onnx/wire_reader.hpp"
#include "support/small_floats.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

template <class Stored>
double load_as_double(const char* from) {
  Stored value;
  std::memcpy(&value, from, sizeof value);
  return static_cast<double>(value);
}
double load_half(const char* from) {
  std::uint16_t bits = 0;
  std::memcpy(&bits, from, sizeof bits);
  return from_half(bits);
}
double load_bfloat16(const char* from) {
  std::uint16_t bits = 0;
  std::memcpy(&bits, from, sizeof bits);
  return from_bfloat16(bits);
}

/// An element type of TensorProto.
struct OnnxType {
  std::int64_t code;
  std::string_view name;
  std::size_t size;  // in raw data
  bool is_integer;
  double (*load)(const char*);  // of raw data
  /// Which list holds the values where they are not raw.
  std::vector<std::string_view> OnnxTensor::*list;
  std::size_t list_size;  // of an element of the list; 0: a varint
};

constexpr auto k_onnx_types = std::to_array<OnnxType>({
    {1, "FLOAT", 4, false, load_as_double<float>, &OnnxTensor::floats, 4},
    {11, "DOUBLE", 8, false, load_as_double<double>, &OnnxTensor::doubles, 8},
    {10, "FLOAT16", 2, false, load_half, &OnnxTensor::int32s, 0},
    {16, "BFLOAT16", 2, false, load_bfloat16, &OnnxTensor::int32s, 0},
    {7, "INT64", 8, true, load_as_double<std::int64_t>, &OnnxTensor::int64s, 0},
    {6, "INT32", 4, true, load_as_double<std::int32_t>, &OnnxTensor::int32s, 0},
    {5, "INT16", 2, true, load_as_double<std::int16_t>, &OnnxTensor::int32s, 0},
    {3, "INT8", 1, true, load_as_double<std::int8_t>, &OnnxTensor::int32s, 0},
    {4, "UINT16", 2, true, load_as_double<std::uint16_t>, &OnnxTensor::int32s, 0},
    {2, "UINT8", 1, true, load_as_double<std::uint8_t>, &OnnxTensor::int32s, 0},
    {9, "BOOL", 1, true, load_as_double<std::uint8_t>, &OnnxTensor::int32s, 0},
});

class ConstantDecoder {
 public:
  ConstantDecoder(const OnnxTensor& tensor, OnnxContext& context)
      : m_tensor(tensor), m_context(context), m_title("tensor " + in_quotes(tensor.name)) {}

  OnnxConstant decode(const std::string& name, ExternalData& external) {
    if (m_tensor.dims.size() > k_most_axes) m_context.fail(m_title + " has more than 8 axes");
    OnnxConstant constant{.dims = m_tensor.dims, .tensor = name};
    constant.axes.resize(constant.rank());
    std::iota(constant.axes.begin(), constant.axes.end(), 0);
    const std::size_t count = m_context.element_count(m_tensor.dims, m_title);
    const auto* const type = std::ranges::find(k_onnx_types, m_tensor.type, &OnnxType::code);
    if (type == k_onnx_types.end()) {
      constant.is_opaque = true;
      return constant;
    }
    constant.is_integer = type->is_integer;
    if (m_tensor.is_external) {
      const std::size_t before = external.size();
      const std::string_view bytes = external.bytes_of(m_tensor);
      m_context.add_file(external.size() - before);
      decode_raw(bytes, *type, count, constant.values);
    } else if (m_tensor.raw) {
      decode_raw(*m_tensor.raw, *type, count, constant.values);
    } else {
      decode_list(*type, count, constant.values);
    }
    return constant;
  }

 private:
  [[noreturn]] void fail_size() const {
    m_context.fail(m_title + " does not have the values of its shape; the file is damaged; export the model again");
  }

  void reserve(std::size_t count, std::vector<double>& values) {
    m_context.take_values(count, m_title);
    values.reserve(count);
  }

  void decode_raw(std::string_view bytes, const OnnxType& type, std::size_t count, std::vector<double>& values) {
    if (bytes.size() / type.size != count || bytes.size() % type.size != 0) fail_size();
    reserve(count, values);
    for (std::size_t i = 0; i < count; ++i) values.push_back(type.load(bytes.data() + i * type.size));
  }

  void decode_list(const OnnxType& type, std::size_t count, std::vector<double>& values) {
    std::size_t bytes = 0;
    for (const std::string_view part : m_tensor.*type.list) bytes += part.size();
    if (count > bytes) fail_size();  // before anything is allocated
    reserve(count, values);
    for (const std::string_view part : m_tensor.*type.list)
      type.list_size == 0 ? decode_varints(part, type, values) : decode_fixed(part, type, values);
    if (values.size() != count) fail_size();
  }

  void decode_fixed(std::string_view part, const OnnxType& type, std::vector<double>& values) const {
    if (part.size() % type.list_size != 0) fail_size();
    for (std::size_t i = 0; i < part.size(); i += type.list_size) values.push_back(type.load(part.data() + i));
  }

  void decode_varints(std::string_view part, const OnnxType& type, std::vector<double>& values) const {
    WireReader reader(part);
    for (std::uint64_t value = 0; reader.next_varint(value);) {
      std::array<char, sizeof value> bytes{};
      std::memcpy(bytes.data(), &value, sizeof value);
      values.push_back(type.load(bytes.data()));
    }
    if (reader.is_damaged()) fail_size();
  }

  const OnnxTensor& m_tensor;
  OnnxContext& m_context;
  std::string m_title;
};

}  // namespace

OnnxConstant constant_of(const OnnxTensor& tensor, const std::string& name, ExternalData& external,
                         OnnxContext& context) {
  return ConstantDecoder(tensor, context).decode(name, external);
}

std::string shape_text(const std::vector<std::int64_t>& dims) {
  std::vector<std::string> extents;
  for (const std::int64_t extent : dims) extents.push_back(extent < 0 ? "?" : std::to_string(extent));
  return "[" + joined(extents, ", ") + "]";
}

void append_axes_of_one(OnnxConstant& constant, std::size_t count) {
  constant.dims.insert(constant.dims.end(), count, 1);
  if (!constant.tensor.empty()) constant.axes.insert(constant.axes.end(), count, -1);
}

}  // namespace reluscope
