#pragma once

#include <memory>
#include <string>

#include "data/raw_bytes.hpp"

namespace reluscope {

class Unpacker;
struct ZipEntry;

/// The one file of a zip archive. raw: at its first byte; must outlive the unpacker. Throws UserError if there is not
/// exactly one, or it is encrypted or packed in a rare manner.
std::unique_ptr<Unpacker> make_zip_unpacker(RawBytes& raw);

/// A file of an archive that can be read anywhere; it is read where it lies, and raw is left alone as a stream. entry:
/// with its data found. place: what messages call it. Throws UserError if it is encrypted, neither stored nor deflated,
/// or, from `read`, if it is damaged: at the end its length and checksum must be right.
std::unique_ptr<Unpacker> make_member_unpacker(RawBytes& raw, const ZipEntry& entry, const std::string& place);

}  // namespace reluscope
