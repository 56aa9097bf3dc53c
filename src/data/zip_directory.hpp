#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/raw_bytes.hpp"

namespace reluscope {

/// A file in a zip archive.
struct ZipEntry {
  std::string name;
  bool is_encrypted = false;
  unsigned method = 0;  // 0: stored, 8: deflated
  std::uint32_t crc = 0;
  std::uint64_t packed_size = 0, size = 0;
  std::uint64_t offset = 0;  // in the archive, of its local header; after find_zip_data of its first packed byte
};

/// The files of an archive, without folders and without what a Mac adds to each. Reads nothing from `raw` as a stream.
/// Throws UserError if the archive is damaged or cut off.
std::vector<ZipEntry> read_zip_directory(RawBytes& raw);

/// Moves the offset of each entry to its first packed byte. Throws UserError if a local header is not there or names
/// another file, or if entries share bytes.
void find_zip_data(RawBytes& raw, std::vector<ZipEntry>& entries);

}  // namespace reluscope
