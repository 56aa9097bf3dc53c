#pragma once

#include <memory>
#include <string>
#include <vector>

#include "activation_file/layer_rows.hpp"
#include "activation_file/npz_members.hpp"
#include "data/raw_bytes.hpp"
#include "data/unpacking.hpp"

namespace reluscope {

/// A matrix of an activation file: what one layer gave on every row.
struct StoredLayer {
  std::string name;
  std::string place;  // what messages call it
  std::size_t rows = 0, units = 0;
};

/// Activations that some framework has computed: a NumPy array (.npy, rows × units, packed by gzip or the like or not),
/// an archive of several (.npz), or either on standard input ("-"). Nothing is kept in memory: a .npy in C order is
/// read as it comes; an .npz that comes from a pipe, and a matrix in Fortran order that is packed or comes from one, go
/// through a temporary file.
class ActivationFile {
 public:
  /// Throws UserError if it is none of those, is damaged, or holds layers that do not have the same rows.
  explicit ActivationFile(const std::string& path);

  /// In the order of the file; at least one.
  const std::vector<StoredLayer>& layers() const { return m_layers; }
  /// The rows of a layer. Each can be asked for once; the file must outlive them. Throws UserError if it is damaged.
  std::unique_ptr<LayerRows> rows_of(std::size_t layer);
  /// Of the file as it is on disk, in lower-case hexadecimal; once the rows of all layers were read.
  std::string sha256();

 private:
  void open_archive();
  void open_array();
  /// The one array's numbers, its header having been read.
  std::unique_ptr<LayerRows> rows_of_array();
  std::unique_ptr<LayerRows> rows_of_member(const NpzMember& member);
  /// Whether it is read here and there, not from the first byte to the last.
  bool is_read_in_place() const;
  ReadBytes read_raw();

  std::unique_ptr<RawBytes> m_raw;
  std::unique_ptr<Unpacker> m_unpacker;  // null if the file is not packed
  std::string m_sha256;                  // of an archive from a pipe
  std::vector<NpzMember> m_members;      // of an archive
  NpyHeader m_header;                    // else, of the array
  std::vector<StoredLayer> m_layers;
};

}  // namespace reluscope
