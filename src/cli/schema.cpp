#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "report/report_json.hpp"
#include "run/run_spec.hpp"
#include "support/output_file.hpp"

namespace reluscope {

Command schema_command() {
  return {.name = "schema",
          .summary = "print the JSON Schema of the report",
          .examples = {{"reluscope schema | jq '.properties | keys'", ""}},
          .options = {},
          .run = [](const OptionTable&) {
            OutputFile("-").write(report_schema(config_schema()));
            return 0;
          }};
}

}  // namespace reluscope
