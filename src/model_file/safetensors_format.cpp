#include <cstdint>
#include <cstring>

#include "model_file/state_dict.hpp"
#include "model_file/model_format.hpp"

namespace reluscope {
namespace {

/// The length of the header, then the header, which is JSON.
bool is_safetensors(std::string_view start) { return start.size() > 8 && start[8] == '{'; }

MlpFile read_safetensors(ModelBytes& file, const ModelFileOptions& options) {
  return parse_mlp_file(file.bytes, file.name, options);
}

const RegisterModelFormat k_safetensors{{"safetensors", is_safetensors, read_safetensors}};

}  // namespace
}  // namespace reluscope
