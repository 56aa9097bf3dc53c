#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "activation_file/stored_floats.hpp"
#include "data/read_bytes.hpp"

namespace reluscope {

/// Of a .npy array: a matrix of floats, rows × units.
struct NpyHeader {
  std::size_t rows = 0, units = 0;  // at least 1
  FloatFormat format;
  bool is_by_columns = false;  // Fortran order
  std::uint64_t length = 0;    // of the header, in bytes: behind it come the numbers

  std::uint64_t data_size() const { return std::uint64_t{rows} * units * format.size; }
};

/// The bytes that every .npy file begins with.
inline constexpr char k_npy_magic[] = "\x93NUMPY";

/// Reads the header of a .npy file, version 1.0, 2.0 or 3.0, and nothing behind it. Throws UserError if it is damaged,
/// or of something else than a matrix of floats: with the line of Python that makes one of it. place: what messages
/// call the array.
NpyHeader read_npy_header(const ReadBytes& read, const std::string& place);

/// "(150, 64) float32", for messages.
std::string shape_text(const NpyHeader& header);

}  // namespace reluscope
