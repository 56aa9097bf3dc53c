#include "remedy/remedy_json.hpp"

#include "remedy/remedy_fields.hpp"
#include "remedy/remedy_format.hpp"
#include "report/json_reader.hpp"
#include "report/json_schema.hpp"
#include "report/json_text.hpp"
#include "report/json_writer.hpp"
#include "report/result_document.hpp"

namespace reluscope {

using Json = nlohmann::ordered_json;

std::string json_text(const RemedyResult& result) { return json_text(to_json(result)); }
std::string remedy_json(const RemedyResult& result, const Terminal& /*terminal*/) { return json_text(result); }

std::string remedy_schema() {
  Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                 {"title", "reluscope remedy"},
                 {"description",
                  "The result of `reluscope remedy`, schema_version 1. Keys are only ever added within a version. A "
                  "number that does not exist is null."}};
  schema.update(schema_of<RemedyResult>());
  schema["$defs"] = schema_definitions();
  return json_text(schema);
}

bool is_remedy(const Json& document) { return is_result_of(document, "remedy"); }

RemedyResult read_remedy_result(const Json& document, const std::string& name) {
  const std::string cure = "make it again with reluscope remedy -o FILE";
  auto result = read_result<RemedyResult>(document, name, "remedy", cure);
  if (result.winner && (result.trials.empty() || result.trials.front().cure != result.winner->cure))
    JsonPart(document, name, cure)["remedy"].fail("is not the first of trials");
  return result;
}

}  // namespace reluscope
