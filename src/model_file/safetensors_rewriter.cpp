#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "model_file/model_rewriter.hpp"
#include "model_file/safetensors.hpp"
#include "model_file/tensor_bytes.hpp"
#include "support/error.hpp"
#include "support/names.hpp"
#include "support/text.hpp"

namespace reluscope {

template <>
inline constexpr auto k_words<FloatType> = std::to_array<Word<FloatType>>(
    {{FloatType::f64, "F64"}, {FloatType::f32, "F32"}, {FloatType::f16, "F16"}, {FloatType::bf16, "BF16"}});

namespace {

const StoredTensor& stored_tensor(const StoredFile& content, const std::string& name, const std::string& file) {
  const auto found = content.tensors.find(name);
  if (found == content.tensors.end()) throw UserError(file + ": no tensor " + in_quotes(name) + " in it");
  return found->second;
}

TensorValues tensor_of_safetensors(ModelBytes& file, const std::string& name) {
  const StoredFile content = parse_stored_tensors(file.bytes, file.name);
  const StoredTensor& tensor = stored_tensor(content, name, file.name);
  return {tensor.shape, values_of(tensor, name, file.name)};
}

std::size_t element_size(const StoredTensor& tensor) {
  std::size_t count = 1;
  for (const std::size_t extent : tensor.shape) count *= extent;
  return count == 0 ? 0 : tensor.bytes.size() / count;
}

/// A tensor as it will be: its shape and bytes.
StoredTensor edited(const StoredTensor& tensor, const std::string& name, const TensorEdit& edit,
                    const std::string& file, std::string& bytes) {
  const std::string title = file + ": tensor " + in_quotes(name);
  StoredTensor result{.type = tensor.type, .shape = edited_shape(tensor.shape, edit, title), .bytes = {}};
  if (edit.values) {
    const std::optional<FloatType> type = value_named<FloatType>(tensor.type);
    if (!type) throw UserError(title + ": the type " + tensor.type + " is not written; save the model as float32");
    bytes = float_bytes(*edit.values, *type, title);
  } else {
    bytes = kept_bytes(tensor.bytes, tensor.shape, element_size(tensor), edit);
  }
  return result;
}

/// Names in the order of the data; wider types go first, as others write them, so that values lie on multiples of their
/// sizes.
std::vector<std::string> in_order_of_data(const StoredFile& content) {
  std::vector<std::string> names;
  for (const auto& [name, tensor] : content.tensors) names.push_back(name);
  std::ranges::sort(names, {}, [&](const std::string& name) { return content.tensors.at(name).bytes.data(); });
  std::ranges::stable_sort(names, std::greater<>(),
                           [&](const std::string& name) { return element_size(content.tensors.at(name)); });
  return names;
}

std::string rewrite_safetensors(ModelBytes& file, const TensorEdits& edits) {
  const StoredFile content = parse_stored_tensors(file.bytes, file.name);
  for (const auto& [name, edit] : edits) stored_tensor(content, name, file.name);
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  if (!content.metadata.empty()) header["__metadata__"] = content.metadata;
  std::string data;
  for (const std::string& name : in_order_of_data(content)) {
    const StoredTensor& tensor = content.tensors.at(name);
    const auto edit = edits.find(name);
    std::string bytes;
    std::vector<std::size_t> shape = tensor.shape;
    if (edit != edits.end())
      shape = edited(tensor, name, edit->second, file.name, bytes).shape;
    else
      bytes = tensor.bytes;
    header[name] = {
        {"dtype", tensor.type}, {"shape", shape}, {"data_offsets", {data.size(), data.size() + bytes.size()}}};
    data += bytes;
  }
  return safetensors_bytes(header.dump(), data);
}

const RegisterModelRewriter k_safetensors_rewriter{
    {"safetensors", ".safetensors", tensor_of_safetensors, rewrite_safetensors}};

}  // namespace
}  // namespace reluscope
