#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reluscope {

// What is read of the messages of onnx.proto (github.com/onnx/onnx). Texts and data are parts of the file's bytes.

/// TensorProto.
struct OnnxTensor {
  std::string_view name;
  std::vector<std::int64_t> dims;
  std::int64_t type = 0;                // 1 FLOAT, 6 INT32, 7 INT64, 10 FLOAT16, 11 DOUBLE, 16 BFLOAT16 …
  std::optional<std::string_view> raw;  // little-endian
  // Values of other kinds: packed, all of them, or one a field.
  std::vector<std::string_view> floats, int32s, int64s, doubles;
  bool is_external = false;
  std::map<std::string_view, std::string_view> external;  // location, offset, length
};

/// AttributeProto.
struct OnnxAttribute {
  std::string_view name;
  std::optional<float> f;
  std::optional<std::int64_t> i;
  std::optional<std::string_view> s;
  std::optional<OnnxTensor> t;
  std::vector<float> floats;
  std::vector<std::int64_t> ints;
  bool has_graph = false;
};

/// NodeProto.
struct OnnxNode {
  std::string_view name, op, domain;
  std::vector<std::string_view> inputs, outputs;
  std::vector<OnnxAttribute> attributes;

  /// Null if there is none.
  const OnnxAttribute* attribute(std::string_view wanted) const;
  std::int64_t integer(std::string_view wanted, std::int64_t otherwise) const;
  double real(std::string_view wanted, double otherwise) const;
};

/// ValueInfoProto: an input or output of the graph.
struct OnnxValueInfo {
  std::string_view name;
  std::int64_t type = 0;  // as in OnnxTensor; 0: the file does not say, or it is no tensor
  bool has_shape = false;
  std::vector<std::int64_t> dims;  // −1: not known
};

struct OnnxModel {
  std::string producer;    // "pytorch 1.13.1", or empty
  std::int64_t opset = 0;  // of the standard operators
  std::vector<OnnxNode> nodes;
  std::vector<OnnxTensor> initializers;
  std::vector<OnnxValueInfo> inputs, outputs;
  std::vector<std::string_view> function_domains;  // of functions that the file defines
  bool has_sparse_initializers = false;
};

/// bytes must live on; name: of the file. Throws UserError if the bytes are no model, or it has more than a million
/// parts.
OnnxModel parse_onnx(std::string_view bytes, const std::string& name);

}  // namespace reluscope
