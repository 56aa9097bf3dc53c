#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>

#include "activation_file/npy_header.hpp"
#include "activation_file/stored_rows.hpp"
#include "data/raw_bytes.hpp"
#include "data/row_source.hpp"

namespace reluscope {

/// How many rows of a layer are read at a time: a shard, or fewer if it is wide. The units alone decide.
inline std::size_t rows_at_a_time(std::size_t units) {
  constexpr std::size_t k_most_values = std::size_t{1} << 20;
  return std::clamp(k_most_values / units, std::size_t{1}, k_shard_rows);
}

/// The rows of one layer, from the first to the last, once.
class LayerRows {
 public:
  /// place: what messages call the layer.
  LayerRows(const NpyHeader& header, std::string place) : m_header(header), m_place(std::move(place)) {}
  LayerRows(const LayerRows&) = delete;
  LayerRows& operator=(const LayerRows&) = delete;
  virtual ~LayerRows() = default;

  /// The next rows_at_a_time rows, or as many as are left; false at the end. Throws UserError if the file is damaged,
  /// or does not end with the last row.
  bool read(StoredRows& rows);

 protected:
  const NpyHeader m_header;
  const std::string m_place;

 private:
  virtual void fill(StoredRows& rows) = 0;
  virtual void end() = 0;

  std::size_t m_next = 0;
  bool m_has_ended = false;
};

/// Of a matrix in C order; read: gives its numbers, and nothing after them.
std::unique_ptr<LayerRows> make_streamed_rows(const NpyHeader& header, const std::string& place, ReadBytes read);
/// Of a matrix in Fortran order; file: holds it from `offset` on, and must outlive the rows.
std::unique_ptr<LayerRows> make_rows_of_columns(const NpyHeader& header, const std::string& place, RawBytes& file,
                                                std::uint64_t offset);
/// The same from a stream, which goes through a temporary file; path: of the file that it is from.
std::unique_ptr<LayerRows> make_spooled_rows(const NpyHeader& header, const std::string& place, const std::string& path,
                                             const ReadBytes& read);

/// Throws UserError: so many bytes of numbers are there, and not what the shape asks for. next: the first bytes after
/// those, if there are some.
[[noreturn]] void fail_length(const NpyHeader& header, const std::string& place, std::uint64_t size,
                              std::string_view next);

}  // namespace reluscope
