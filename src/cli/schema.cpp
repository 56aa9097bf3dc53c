#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "prune/prune_json.hpp"
#include "remedy/remedy_json.hpp"
#include "report/report_json.hpp"
#include "run/config_schema.hpp"
#include "support/output_file.hpp"
#include "sweep/sweep_json.hpp"

namespace reluscope {
namespace {

std::string schema_of_report() { return report_schema(config_schema()); }

using Schema = std::string (*)();

}  // namespace

template <>
inline constexpr auto k_words<Schema> = std::to_array<Word<Schema>>(
    {{schema_of_report, "report"}, {prune_schema, "prune"}, {remedy_schema, "remedy"}, {sweep_schema, "sweep"}});

Command schema_command() {
  const auto schema = std::make_shared<Schema>(schema_of_report);
  Command command{.name = "schema",
                  .summary = "print the JSON Schema of the report, or of the result of prune, remedy or sweep",
                  .examples = {{"reluscope schema | jq '.properties | keys'", ""}, {"reluscope schema sweep", ""}},
                  .options = {},
                  .run = [schema](const OptionTable&) {
                    OutputFile("-").write((*schema)());
                    return 0;
                  }};
  Option& what = command.options.add(
      Option::Kind::positional, "WHAT", "", "report, prune, remedy or sweep",
      [schema](const std::vector<std::string>& words) { *schema = choose<Schema>("schema", words.front()); });
  what.words = words_of<Schema>();
  return command;
}

}  // namespace reluscope
