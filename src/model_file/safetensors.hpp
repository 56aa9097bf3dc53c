#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace reluscope {

/// A tensor of a safetensors file, its values as float32.
struct Tensor {
  std::vector<std::size_t> shape;
  std::vector<float> values;  // row-major
};

/// The content of a safetensors file (github.com/huggingface/safetensors, "Format"): named tensors and text metadata.
struct TensorFile {
  std::map<std::string, Tensor> tensors;
  std::map<std::string, std::string> metadata;
};

/// A tensor as it is stored.
struct StoredTensor {
  std::string type;  // "F32", "BF16", "I64"
  std::vector<std::size_t> shape;
  std::string_view bytes;  // little-endian, row-major

  /// A count that PyTorch keeps beside the weights: num_batches_tracked, n_averaged, step.
  bool is_counter() const { return type == "I64" && (shape.empty() || shape == std::vector<std::size_t>{1}); }
};

/// The content of a safetensors file, whose bytes must live on.
struct StoredFile {
  std::map<std::string, StoredTensor> tensors;
  std::map<std::string, std::string> metadata;
};

/// Whether a file begins so: the length of the header, 8 bytes, then the header, which is JSON. Every number may be the
/// length, and so be what a file of another format begins with.
bool is_safetensors(std::string_view start);

/// `name`: of the file, for messages. Throws UserError on a file that is damaged: the tensors must fill the data
/// without overlap or hole.
StoredFile parse_stored_tensors(std::string_view bytes, const std::string& name);

/// The values of a tensor of type F64, F32, F16 or BF16. Throws UserError, which names tensor and file, on other types.
std::vector<double> values_of(const StoredTensor& tensor, const std::string& name, const std::string& file);

/// A file of a header, as JSON, and the data behind it.
std::string safetensors_bytes(std::string header, std::string_view data);

/// Writes all tensors as F32.
std::string to_safetensors(const TensorFile& file);

/// Reads F32, F64, F16 and BF16, and leaves out counters. Throws UserError on anything else, and as
/// parse_stored_tensors does.
TensorFile parse_safetensors(std::string_view bytes, const std::string& name);

}  // namespace reluscope
