#pragma once

#include <string>

#include "data/encoding.hpp"

namespace reluscope {

/// The encoding as the metadata of a model file holds it.
std::string to_encoding_json(const Encoding& encoding);

/// Reads it again. name: of the file, for messages. Throws UserError on whatever this program would not have written.
Encoding parse_encoding_json(const std::string& text, const std::string& name);

}  // namespace reluscope
