#pragma once

#include <string>

#include "data/encoding.hpp"
#include "model/activation.hpp"

namespace reluscope {

/// Under which name the metadata of a safetensors file hold it.
constexpr const char* k_model_metadata = "reluscope";

/// What a model file holds beside the weights.
struct ModelMetadata {
  Encoding encoding;
  Activation activation;  // of the hidden layers
};

/// The metadata as a model file holds it.
std::string to_model_json(const ModelMetadata& metadata);

/// Reads it again. name: of the file, for messages. Throws UserError on whatever this program would not have written.
ModelMetadata parse_model_json(const std::string& text, const std::string& name);

}  // namespace reluscope
