#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reluscope {

/// What the header of a .npy file says (numpy.lib.format): a Python dict literal of three keys.
struct NpyFields {
  std::string descr;           // the type: "<f4"; of a structured one its Python text, "[('x', '<f4')]"
  bool is_structured = false;  // or holds arrays as elements
  bool fortran_order = false;
  std::vector<std::uint64_t> shape;
};

/// Reads the literal, from its brace to the newline behind it, whoever wrote it: keys in any order, quotes of either
/// kind, blanks anywhere, Python 2's 10L. Throws UserError if it is anything else. place: what messages call the array.
NpyFields parse_npy_fields(std::string_view literal, const std::string& place);

}  // namespace reluscope
