#include "run/run_spec.hpp"

#include <nlohmann/json.hpp>

#include "report/json_writer.hpp"
#include "run/option_values.hpp"
#include "run/run_options.hpp"
#include "support/sha256.hpp"

namespace reluscope {

NamedValues RunSpec::config() const {
  RunSpec copy = *this;
  return values_of(run_options(copy));
}

std::string RunSpec::id_of(const NamedValues& config, const InputHashes& inputs) {
  nlohmann::ordered_json values = to_json(config);
  for (const auto& [key, sha256] : {std::pair("validation_data", &inputs.validation), {"init_from", &inputs.model}})
    if (!values[key].is_null()) values[key] = *sha256;  // and not its path
  Sha256 hash;
  hash.update(values.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  hash.update(inputs.data);
  return hash.hex();
}

}  // namespace reluscope
