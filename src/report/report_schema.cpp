#include "report/json_schema.hpp"
#include "report/json_text.hpp"
#include "report/report_json.hpp"

namespace reluscope {
namespace {

using Json = nlohmann::ordered_json;

Json reference(const std::string& name) { return {{"$ref", "#/$defs/" + name}}; }

}  // namespace

Json schema_definitions() {
  return {{"count", {{"type", "integer"}, {"minimum", 0}}},
          {"rate", {{"type", "number"}, {"minimum", 0}, {"maximum", 1}}},
          {"number", {{"type", "number"}}},
          {"number_or_null", {{"type", {"number", "null"}}}}};
}

Json count_schema(Allowed allowed) {
  return allowed == Allowed::positive ? Json{{"type", "integer"}, {"minimum", 1}} : reference("count");
}

Json number_schema(Allowed allowed) {
  if (allowed == Allowed::share) return {{"type", "number"}, {"minimum", -1}, {"maximum", 1}};
  return reference(allowed == Allowed::rate ? "rate" : allowed == Allowed::number ? "number" : "number_or_null");
}

Json text_schema(Allowed allowed) {
  Json schema = {{"type", "string"}};
  if (allowed == Allowed::sha256) schema["pattern"] = "^[0-9a-f]{64}$";
  return schema;
}

Json summary_schema() {
  Json properties, required;
  for (const SummaryMetric& metric : summary_metrics()) {
    Json& property = properties[std::string(metric.name)];
    if (metric.kind == Metric::Kind::flag)
      property = {{"type", "boolean"}};
    else
      property = reference(metric.kind == Metric::Kind::count ? "count" : "rate");
    property["description"] = metric.sentence;
    required.push_back(metric.name);
  }
  return {{"type", "object"}, {"properties", properties}, {"required", required}, {"additionalProperties", false}};
}

Json or_null(Json schema) {
  if (schema == reference("number_or_null")) return schema;
  if (schema.contains("$ref")) return {{"anyOf", {schema, {{"type", "null"}}}}};
  if (schema.contains("enum"))
    schema["enum"].push_back(nullptr);
  else
    schema["type"] = {schema["type"], "null"};
  return schema;
}

std::string report_schema(const Json& config) {
  Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                 {"title", "reluscope report"},
                 {"description",
                  "The report of `reluscope train`, schema_version 1. Keys are only ever added within a version. A "
                  "number that does not exist is null."}};
  schema.update(schema_of<Report>());
  schema["properties"]["config"].update(config);
  schema["$defs"] = schema_definitions();
  return json_text(schema);
}

}  // namespace reluscope
