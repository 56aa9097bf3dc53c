#pragma once

#include <memory>

#include "data/raw_bytes.hpp"

namespace reluscope {

class Unpacker;

/// The one file of a zip archive. raw: at its first byte; must outlive the unpacker. Throws UserError if there is not
/// exactly one, or it is encrypted or packed in a rare manner.
std::unique_ptr<Unpacker> make_zip_unpacker(RawBytes& raw);

}  // namespace reluscope
