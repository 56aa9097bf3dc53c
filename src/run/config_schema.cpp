#include "run/config_schema.hpp"

#include <nlohmann/json.hpp>

#include "run/inspect_options.hpp"
#include "run/option_values.hpp"
#include "run/run_options.hpp"

namespace reluscope {

nlohmann::ordered_json config_schema() {
  RunSpec train;
  InspectSpec inspect;
  return schema_of_values({run_options(train), inspect_options(inspect)});
}

}  // namespace reluscope
