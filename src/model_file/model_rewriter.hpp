#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model_file/model_format.hpp"

namespace reluscope {

/// The values of a tensor of a model file.
struct TensorValues {
  std::vector<std::size_t> shape;
  std::vector<double> values;  // row-major
};

/// What becomes of a tensor of a model file.
struct TensorEdit {
  /// Per axis of which some are dropped, the places that stay, in their order.
  std::map<std::size_t, std::vector<std::size_t>> kept;
  /// The values of what stays, row-major, to be rounded to the type that the tensor has; none: they are as they were.
  std::optional<std::vector<double>> values;
};
using TensorEdits = std::map<std::string, TensorEdit>;  // by the names of the tensors

/// How files of a format are written again with fewer units. Names as in UnitTensor.
struct ModelRewriter {
  std::string_view format;     // the name of its ModelFormat
  std::string_view extension;  // of its files, ".onnx"
  /// The values of a float tensor.
  TensorValues (*tensor)(ModelBytes& file, const std::string& name);
  /// The file with the edits; all else in it is as it was. Throws UserError if that cannot be.
  std::string (*rewrite)(ModelBytes& file, const TensorEdits& edits);
};

/// Adds one, as RegisterModelFormat does: a file for each format, and nothing elsewhere knows of it.
struct RegisterModelRewriter {
  explicit RegisterModelRewriter(const ModelRewriter& rewriter);
};

/// None if files of the format cannot be written again.
std::optional<ModelRewriter> rewriter_of(std::string_view format);

}  // namespace reluscope
