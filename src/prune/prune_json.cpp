#include "prune/prune_json.hpp"

#include "prune/prune_fields.hpp"
#include "report/json_schema.hpp"
#include "report/json_text.hpp"
#include "report/json_writer.hpp"

namespace reluscope {

std::string json_text(const PruneResult& result) { return json_text(to_json(result)); }

std::string prune_schema() {
  nlohmann::ordered_json schema = {
      {"$schema", "https://json-schema.org/draft/2020-12/schema"},
      {"title", "reluscope prune"},
      {"description",
       "The result of `reluscope prune`, schema_version 1. Keys are only ever added within a version. A number that "
       "does not exist is null."}};
  schema.update(schema_of<PruneResult>());
  schema["$defs"] = schema_definitions();
  return json_text(schema);
}

}  // namespace reluscope
