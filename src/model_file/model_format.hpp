#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model_file/mlp_file.hpp"

namespace reluscope {

/// The content of a model file.
struct ModelBytes {
  std::string path;  // "-" for standard input
  std::string name;  // for messages
  std::string bytes;
  std::map<std::string, std::string> others;  // contents of other files that belong to it, by their names in it
};

/// A format of model files.
struct ModelFormat {
  std::string_view name;  // "ONNX"
  /// Whether a file may be of this format, by its first bytes: k_format_start of them, or all. No file may be of two.
  bool (*recognises)(std::string_view start);
  /// Reads one; throws UserError. It may read other files that belong to it, and then leaves their contents in
  /// `others`, for the SHA-256.
  MlpFile (*read)(ModelBytes& file, const ModelFileOptions& options);
};

constexpr std::size_t k_format_start = 4096;

/// Adds a format, for the length of the program. A format is one file with one of these at namespace scope, and
/// nothing elsewhere knows of it.
struct RegisterModelFormat {
  explicit RegisterModelFormat(const ModelFormat& format);
};

/// All formats, in the order of their names.
std::vector<ModelFormat> model_formats();

}  // namespace reluscope
