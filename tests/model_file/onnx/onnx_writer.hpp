#pragma once

#include <bit>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

// Writes protobuf and small ONNX models, with nothing of reluscope's.

inline std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 128; value >>= 7) bytes += static_cast<char>(value % 128 + 128);
  return bytes + static_cast<char>(value);
}
inline std::string number_field(unsigned number, std::uint64_t value) { return varint(number << 3) + varint(value); }
inline std::string bytes_field(unsigned number, const std::string& bytes) {
  return varint(number << 3 | 2) + varint(bytes.size()) + bytes;
}

template <class T>
std::string raw(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

/// A TensorProto without data.
inline std::string tensor_head(const std::string& name, const std::vector<std::uint64_t>& dims, int type = 1) {
  std::string bytes = bytes_field(8, name) + number_field(2, static_cast<std::uint64_t>(type));
  for (const std::uint64_t dim : dims) bytes += number_field(1, dim);
  return bytes;
}
/// Of float32.
inline std::string tensor(const std::string& name, const std::vector<std::uint64_t>& dims,
                          const std::vector<float>& values) {
  return tensor_head(name, dims) + bytes_field(9, raw(values));
}
inline std::string ints_tensor(const std::string& name, const std::vector<std::int64_t>& values) {
  return tensor_head(name, {values.size()}, 7) + bytes_field(9, raw(values));
}

inline std::string attribute(const std::string& name, std::int64_t value) {
  return bytes_field(1, name) + number_field(3, static_cast<std::uint64_t>(value)) + number_field(20, 2);
}
inline std::string attribute(const std::string& name, float value) {
  return bytes_field(1, name) + varint(2 << 3 | 5) + raw(std::vector{value}) + number_field(20, 1);
}
inline std::string text_attribute(const std::string& name, const std::string& value) {
  return bytes_field(1, name) + bytes_field(4, value) + number_field(20, 3);
}

/// A NodeProto, named after its output.
inline std::string node(const std::string& op, const std::vector<std::string>& inputs, const std::string& output,
                        const std::vector<std::string>& attributes = {}, const std::string& domain = "") {
  std::string bytes;
  for (const std::string& input : inputs) bytes += bytes_field(1, input);
  bytes += bytes_field(2, output) + bytes_field(3, output) + bytes_field(4, op);
  for (const std::string& part : attributes) bytes += bytes_field(5, part);
  return bytes + bytes_field(7, domain);
}

/// A ValueInfoProto, of float32 unless said otherwise; dims: 0 of one that is not known.
inline std::string value_info(const std::string& name, const std::vector<std::uint64_t>& dims, std::uint64_t type = 1) {
  std::string shape;
  for (const std::uint64_t dim : dims) shape += bytes_field(1, dim > 0 ? number_field(1, dim) : bytes_field(2, "N"));
  return bytes_field(1, name) + bytes_field(2, bytes_field(1, number_field(1, type) + bytes_field(2, shape)));
}

struct OnnxFile {
  std::vector<std::string> nodes, tensors;
  std::vector<std::string> inputs = {value_info("x", {0, 2})};
  std::vector<std::string> outputs = {value_info("y", {})};
  std::string more;  // fields of the model
  std::uint64_t opset = 13;

  std::string graph() const {
    std::string bytes;
    for (const std::string& part : nodes) bytes += bytes_field(1, part);
    for (const std::string& part : tensors) bytes += bytes_field(5, part);
    for (const std::string& part : inputs) bytes += bytes_field(11, part);
    for (const std::string& part : outputs) bytes += bytes_field(12, part);
    return bytes;
  }
  std::string bytes() const {
    const std::string operators = bytes_field(1, "") + number_field(2, opset);
    return number_field(1, 8) + bytes_field(2, "maker") + bytes_field(3, "1.0") + bytes_field(7, graph()) +
           bytes_field(8, operators) + more;
  }
};

/// 2 → 2 relu → 1: y = max(0, x₀ + 2·x₁ + 5) − max(0, 3·x₀ + 4·x₁ + 6) + 7.
inline OnnxFile small_onnx() {
  OnnxFile file;
  file.nodes = {node("Gemm", {"x", "w", "b"}, "z", {attribute("transB", std::int64_t{1})}), node("Relu", {"z"}, "h"),
                node("Gemm", {"h", "v", "c"}, "y", {attribute("transB", std::int64_t{1})})};
  file.tensors = {tensor("w", {2, 2}, {1, 2, 3, 4}), tensor("b", {2}, {5, 6}), tensor("v", {1, 2}, {1, -1}),
                  tensor("c", {1}, {7})};
  return file;
}
