#include "model_file/onnx/input_type.hpp"

#include <array>
#include <string>
#include <string_view>

#include "support/text.hpp"

namespace reluscope {
namespace {

struct WholeType {
  std::int64_t type;
  std::string_view name;
  double least, greatest;
};

constexpr auto k_whole_types = std::to_array<WholeType>({
    {2, "UINT8", 0, 255},
    {3, "INT8", -128, 127},
    {4, "UINT16", 0, 65535},
    {5, "INT16", -32768, 32767},
    {6, "INT32", -0x1p31, 0x1p31 - 1},
    {7, "INT64", -0x1p63, 0x1p63},
    {9, "BOOL", 0, 1},
    {12, "UINT32", 0, 0x1p32 - 1},
    {13, "UINT64", 0, 0x1p64},
    {21, "UINT4", 0, 15},
    {22, "INT4", -8, 7},
});

constexpr std::int64_t k_float = 1, k_string = 8, k_double = 11;

}  // namespace

bool is_half_type(std::int64_t type) { return type == 10 || type == 16; }

std::optional<WholeInputs> whole_inputs_of(const OnnxValueInfo& input, const OnnxContext& context) {
  const bool is_real = input.type == k_float || input.type == k_double || is_half_type(input.type);
  if (is_real || input.type == 0) return std::nullopt;
  const std::string name = in_quotes(input.name);
  for (const WholeType& whole : k_whole_types)
    if (whole.type == input.type) return WholeInputs{name, std::string(whole.name), whole.least, whole.greatest};
  const std::string type = input.type == k_string ? "texts (STRING)" : "type " + std::to_string(input.type);
  context.fail("input " + name + " is of " + type +
               "; only networks on numbers are read: export the part behind the one that makes numbers of them");
}

}  // namespace reluscope
