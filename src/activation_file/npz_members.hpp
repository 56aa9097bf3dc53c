#pragma once

#include <string>
#include <vector>

#include "activation_file/npy_header.hpp"
#include "data/raw_bytes.hpp"
#include "data/unpacking.hpp"
#include "data/zip_directory.hpp"

namespace reluscope {

/// An array of an .npz archive.
struct NpzMember {
  std::string name;   // as np.savez was given it
  std::string place;  // what messages call it
  ZipEntry entry;
  NpyHeader header;

  bool is_stored() const { return entry.method == 0; }
};

/// The arrays of an .npz archive that can be read anywhere, in its order; their headers are read, their numbers are
/// not. Throws UserError if the archive is damaged, holds something else than arrays, or one that is no matrix of
/// floats.
std::vector<NpzMember> read_npz_members(RawBytes& raw);

/// Gives the bytes of a member, its header too; raw must outlive it.
ReadBytes open_npz_member(RawBytes& raw, const NpzMember& member);

}  // namespace reluscope
