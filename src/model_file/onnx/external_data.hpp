#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "model_file/model_format.hpp"
#include "model_file/onnx/model.hpp"

namespace reluscope {

/// The files beside an ONNX model in which its tensors lie (onnx/docs/ExternalData.md).
class ExternalData {
 public:
  /// The contents are kept in model.others; model must live on.
  explicit ExternalData(ModelBytes& model) : m_model(model) {}

  /// The bytes of a tensor. Throws UserError if its file is not in the folder of the model or below it, by name and
  /// after links are followed, is not there, is too large, or does not have the bytes.
  std::string_view bytes_of(const OnnxTensor& tensor);
  /// Of all files that were read.
  std::size_t size() const { return m_size; }

 private:
  const std::string& content_of(const std::string& location);

  ModelBytes& m_model;
  std::size_t m_size = 0;
};

}  // namespace reluscope
