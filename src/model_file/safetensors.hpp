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

/// Writes all tensors as F32.
std::string to_safetensors(const TensorFile& file);

/// Reads F32, F64, F16 and BF16, and leaves out counters (I64, one value). `name`: of the file, for messages. Throws
/// UserError on anything else, and on a file that is damaged: the tensors must fill the data without overlap or hole.
TensorFile parse_safetensors(std::string_view bytes, const std::string& name);

}  // namespace reluscope
