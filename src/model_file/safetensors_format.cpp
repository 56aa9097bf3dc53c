#include <cstdint>
#include <cstring>

#include "model_file/model_format.hpp"
#include "model_file/state_dict.hpp"

namespace reluscope {
namespace {

/// The length of the header, then the header, which is JSON.
bool is_safetensors(std::string_view start) {
  constexpr std::string_view k_upper_half("\0\0\0\0", 4);  // no header has 4 GiB
  return start.size() > 8 && start.substr(4).starts_with(k_upper_half) && start[8] == '{';
}

MlpFile read_safetensors(ModelBytes& file, const ModelFileOptions& options) {
  return parse_mlp_file(file.bytes, file.name, options);
}

const RegisterModelFormat k_safetensors{{"safetensors", is_safetensors, read_safetensors}};

}  // namespace
}  // namespace reluscope
