// Any bytes as a model file: tensors, and a network if they are one, or a UserError in one line.

#include <cstdint>

#include "fuzz_input.hpp"
#include "model_file/safetensors.hpp"
#include "model_file/state_dict.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace reluscope;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  outcome_of([&] { parse_safetensors(bytes, "model"); });
  return outcome_of([&] { parse_mlp_file(bytes, "model"); });
}
