#include "activation_file/npy_header.hpp"

#include <array>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "activation_file/npy_fields.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_longest_header = 65'535;  // the most that version 1.0 can say; a matrix needs 118
constexpr std::uint64_t k_most_rows = std::uint64_t{1} << 40;
constexpr std::uint64_t k_most_units = std::uint64_t{1} << 18;  // what is counted of them has to fit into memory

/// What NumPy calls a type, as in "int64"; "" if it is none of the plain ones.
std::string type_name(std::string_view descr) {
  if (descr.size() < 3) return "";
  const std::string_view bytes = descr.substr(2);
  const auto of_bits = [&](const std::string& kind) {
    for (const int size : {1, 2, 4, 8, 16, 32})
      if (bytes == std::to_string(size)) return kind + std::to_string(8 * size);
    return std::string();
  };
  switch (descr[1]) {
    case 'b':
      return bytes == "1" ? "bool" : "";
    case 'i':
      return of_bits("int");
    case 'u':
      return of_bits("uint");
    case 'f':
      return of_bits("float");
    default:
      return "";
  }
}

[[noreturn]] void fail_type(const NpyFields& fields, const std::string& place) {
  const std::string_view descr = fields.descr;
  const auto fail = [&](const std::string& what, const std::string& cure) {
    throw UserError(place + ": holds " + what + ", not floats; " + cure);
  };
  const std::string with_floats = "save it with .astype(np.float32)";
  if (fields.is_structured)
    fail("records of the type " + in_quotes(descr),
         "save one matrix a field, as with numpy.lib.recfunctions.structured_to_unstructured(a)");
  const std::string name = type_name(descr);
  const char kind = descr.size() > 1 ? descr[1] : '\0';
  if (kind == 'O') fail("pickled Python objects, which are not read", "save it with np.stack(a).astype(np.float32)");
  if (kind == 'c') fail("complex numbers", "save their real part, a.real");
  if (kind == 'U' || kind == 'S' || kind == 'a') fail("text", "leave it out, or save it with .astype(np.float32)");
  if (kind == 'M' || kind == 'm') fail("dates or durations", "leave it out");
  if (descr.ends_with("V2"))
    fail("values of 2 bytes without a type, which bfloat16 is saved as", with_floats + " before");
  if (kind == 'V') fail("bytes without a type", with_floats + " before");
  if (name == "float128") throw UserError(place + ": holds " + name + ", which is not read; " + with_floats);
  if (!name.empty() && kind != 'f') fail(name, with_floats);
  throw UserError(place + ": the type " + in_quotes(descr) + " is not read; " + with_floats);
}

/// None if it is no float that is read.
std::optional<FloatFormat> format_of(std::string_view descr) {
  for (const std::size_t size : {2, 4, 8})
    for (const char order : {'<', '>'})
      if (descr == order + ("f" + std::to_string(size))) return FloatFormat{size, order == '>'};
  return std::nullopt;
}

std::string tuple_text(const std::vector<std::uint64_t>& shape) {
  std::vector<std::string> extents;
  for (const std::uint64_t extent : shape) extents.push_back(std::to_string(extent));
  return "(" + joined(extents, ", ") + (shape.size() == 1 ? ",)" : ")");
}

void check_shape(const std::vector<std::uint64_t>& shape, const std::string& place) {
  const auto fail = [&](const std::string& rest) {
    throw UserError(place + ": has the shape " + tuple_text(shape) + ", " + rest);
  };
  if (shape.empty()) fail("a single number; rows × units are needed");
  if (shape.size() == 1)
    fail(
        "one dimension; rows × units are needed: save it with .reshape(-1, 1) if it is one unit, with .reshape(1, -1) "
        "if it is one row");
  if (shape.size() > 2)
    fail(
        "more than two dimensions; rows × units are needed: save it with a.reshape(-1, a.shape[-1]) if the units (or "
        "channels) come last, with a.swapaxes(1, -1).reshape(-1, a.shape[1]) if they come second");
  if (shape[0] == 0) fail("no rows; save the activations of some");
  if (shape[1] == 0) fail("no units; leave it out");
  if (shape[1] > k_most_units)
    fail("rows × units; more than " + with_thousands(k_most_units) +
         " units are not read: save it in parts, or transposed (a.T) if rows and units are swapped");
  if (shape[0] > k_most_rows)
    fail("more rows than any file has; the header is damaged, save the array again with np.save");
}

std::uint64_t little_endian(std::span<const char> bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

}  // namespace

NpyHeader read_npy_header(const ReadBytes& read, const std::string& place) {
  const auto take = [&](std::span<char> bytes) {
    if (read_full(read, bytes) < bytes.size())
      throw UserError(place + ": ends within its header; it is cut off, save the array again with np.save");
  };
  std::array<char, 8> start{};
  take(start);
  if (!std::string_view(start.data(), start.size()).starts_with(k_npy_magic))
    throw UserError(place + ": is no NumPy array; save it with np.save or np.savez");
  const int major = static_cast<unsigned char>(start[6]), minor = static_cast<unsigned char>(start[7]);
  if (major < 1 || major > 3 || minor != 0)
    throw UserError(place + ": is of version " + std::to_string(major) + "." + std::to_string(minor) +
                    " of the .npy format, which is not known; save the array again with np.save");
  std::array<char, 4> length_bytes{};
  const std::span<char> length_field = std::span(length_bytes).first(major == 1 ? 2 : 4);
  take(length_field);
  const std::uint64_t length = little_endian(length_field);
  if (length > k_longest_header)
    throw UserError(place + ": its header is said to have " + with_thousands(static_cast<std::int64_t>(length)) +
                    " bytes, which no matrix needs; save the array again with np.save");
  std::string literal(length, '\0');
  take(literal);
  const NpyFields fields = parse_npy_fields(literal, place);
  const std::optional<FloatFormat> format = fields.is_structured ? std::nullopt : format_of(fields.descr);
  if (!format) fail_type(fields, place);
  check_shape(fields.shape, place);
  return {.rows = static_cast<std::size_t>(fields.shape[0]),
          .units = static_cast<std::size_t>(fields.shape[1]),
          .format = *format,
          .is_by_columns = fields.fortran_order,
          .length = start.size() + length_field.size() + length};
}

std::string shape_text(const NpyHeader& header) {
  return tuple_text({header.rows, header.units}) + " float" + std::to_string(8 * header.format.size);
}

}  // namespace reluscope
