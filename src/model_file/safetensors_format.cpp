#include <cstdint>
#include <cstring>

#include "model_file/model_format.hpp"
#include "model_file/safetensors.hpp"
#include "model_file/state_dict.hpp"

namespace reluscope {
namespace {

MlpFile read_safetensors(ModelBytes& file, const ModelFileOptions& options) {
  return parse_mlp_file(file.bytes, file.name, options);
}

const RegisterModelFormat k_safetensors{{"safetensors", is_safetensors, read_safetensors}};

}  // namespace
}  // namespace reluscope
