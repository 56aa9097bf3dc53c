#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "model_file/mlp_file.hpp"
#include "model_file/model_format.hpp"

namespace reluscope {

/// The largest model file that is read, with the files that belong to it, unpacked: 268 million float32 parameters.
constexpr std::size_t k_largest_model = std::size_t{1} << 30;

/// A model file that is held in memory, as it was read and what was read.
struct LoadedModel {
  ModelBytes file;
  std::string_view format;  // the name of its ModelFormat
  ModelFileOptions options;
  MlpFile mlp;
};

/// As read_model_file, but keeps the bytes too.
LoadedModel load_model(const std::string& path, const ModelFileOptions& options = {});
/// Reads bytes that are in memory; `file` may get others that belong to it. Throws UserError.
MlpFile parse_model(ModelBytes& file, const ModelFileOptions& options);

/// Reads a model file of whatever format, which its content tells; it may be packed as gzip and others do. path: "-"
/// for standard input. Throws UserError, which names the file and the place in it, if it is no model, damaged, larger
/// than k_largest_model, not a plain chain of linear layers and one kind of activation, or contradicts the options.
MlpFile read_model_file(const std::string& path, const ModelFileOptions& options = {});

/// The activation of the hidden layers: what the file says, or else the user. Throws UserError if the two differ. name:
/// of the file.
std::optional<Activation> settled_activation(const std::optional<Activation>& wanted,
                                             const std::optional<Activation>& own, const std::string& name);

}  // namespace reluscope
