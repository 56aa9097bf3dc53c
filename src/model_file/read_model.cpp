#include "model_file/read_model.hpp"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "data/byte_source.hpp"
#include "model_file/model_format.hpp"
#include "support/error.hpp"
#include "support/sha256.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// Appends bytes until there are `size` of them, or no more.
void read_up_to(ByteSource& source, std::size_t size, std::string& bytes) {
  std::vector<char> block(std::size_t{1} << 16);
  while (bytes.size() < size) {
    const std::size_t count = source.read({block.data(), std::min(block.size(), size - bytes.size())});
    if (count == 0) return;
    bytes.append(block.data(), count);
  }
}

const ModelFormat& format_of(const std::vector<ModelFormat>& formats, const std::string& start,
                             const std::string& name) {
  for (const ModelFormat& format : formats)
    if (format.recognises(start)) return format;
  const bool is_text = start.find('\0') == std::string::npos && start.find('\n') != std::string::npos;
  if (is_text)
    throw UserError(name +
                    ": a text, not a model; models are read as safetensors or ONNX, and data come after the "
                    "model on the command line");
  throw UserError(name + ": not a safetensors file, nor ONNX, " + (start.empty() ? "but empty" : "or a damaged one") +
                  "; save the model again");
}

}  // namespace

std::optional<Activation> settled_activation(const std::optional<Activation>& wanted,
                                             const std::optional<Activation>& own, const std::string& name) {
  if (wanted && own && text_of(*wanted) != text_of(*own))
    throw UserError("--activation " + text_of(*wanted) + ": " + name + " was trained with " + text_of(*own) +
                    "; leave the option out");
  return own ? own : wanted;
}

MlpFile parse_model(ModelBytes& file, const ModelFileOptions& options) {
  const std::vector<ModelFormat> formats = model_formats();
  MlpFile mlp = format_of(formats, file.bytes, file.name).read(file, options);
  mlp.activation = settled_activation(options.activation, mlp.activation, file.name);
  Sha256 hash;
  hash.update(file.bytes);
  for (const auto& [name, bytes] : file.others) {
    hash.update(bytes);
    mlp.other_files.push_back((std::filesystem::path(file.path).parent_path() / name).string());
  }
  mlp.sha256 = hash.hex();
  return mlp;
}

LoadedModel load_model(const std::string& path, const ModelFileOptions& options) {
  ByteSource source(path, false);  // archives are models too
  LoadedModel model{.file = {.path = path, .name = input_name(path)}, .options = options};
  std::string& bytes = model.file.bytes;
  read_up_to(source, k_format_start, bytes);
  const std::vector<ModelFormat> formats = model_formats();
  model.format = format_of(formats, bytes, model.file.name).name;
  read_up_to(source, k_largest_model + 1, bytes);
  if (bytes.size() > k_largest_model)
    throw UserError(model.file.name +
                    ": larger than 1 GiB, which no model that is read is; save the linear layers alone");
  model.mlp = parse_model(model.file, options);
  return model;
}

MlpFile read_model_file(const std::string& path, const ModelFileOptions& options) {
  return load_model(path, options).mlp;
}

}  // namespace reluscope
