#include "sweep/sweep_json.hpp"

#include <algorithm>

#include "report/json_reader.hpp"
#include "report/json_schema.hpp"
#include "report/json_text.hpp"
#include "report/json_writer.hpp"
#include "report/report_document.hpp"
#include "report/result_document.hpp"
#include "support/error.hpp"
#include "support/json_limits.hpp"
#include "support/number.hpp"
#include "sweep/sweep_fields.hpp"
#include "sweep/sweep_format.hpp"

namespace reluscope {
namespace {

using Json = nlohmann::ordered_json;

/// The keys of which the values differ, those of objects within by "outer.inner".
std::string differing_keys(const Json& one, const Json& other, const std::string& prefix) {
  std::string keys;
  const auto add = [&](const std::string& key) { keys += (keys.empty() ? "" : ", ") + key; };
  for (const auto& [key, value] : one.items()) {
    if (!other.contains(key))
      add(prefix + key);
    else if (value.is_object() && other[key].is_object() && value != other[key])
      add(differing_keys(value, other[key], prefix + key + "."));
    else if (value != other[key])
      add(prefix + key);
  }
  for (const auto& [key, value] : other.items())
    if (!one.contains(key)) add(prefix + key);
  return keys;
}

/// What the types do not say: the parts of a result fit together.
void check_consistency(const JsonPart& part, SweepResult& result) {
  const SweepSetup& setup = result.setup;
  if (setup.seeds.empty()) part["seeds"].fail("are none");
  if (result.cells.empty() || static_cast<double>(result.cells.size() * setup.seeds.size()) != setup.size())
    part["cells"].fail("are not those of axes");
  for (std::size_t a = 0; a < setup.axes.size(); ++a)
    for (const std::string& text : setup.axes[a].texts)
      if (setup.axes[a].are_numbers && !parse_number(text)) part["axes"].items()[a]["values"].fail("are not numbers");
  for (std::size_t i = 0; i < result.cells.size(); ++i)
    if (result.cells[i].settings.size() != setup.axes.size())
      part["cells"].items()[i]["settings"].fail("are not those of axes");
  for (std::size_t t = 0; t < result.thresholds.size(); ++t) {
    const AxisThreshold& threshold = result.thresholds[t];
    const JsonPart item = part["thresholds"].items()[t];
    const auto axis = std::ranges::find(setup.axes, threshold.axis, &SweepAxis::option);
    if (axis == setup.axes.end() || !axis->are_numbers) item["axis"].fail("is no axis of numbers");
    if ((threshold.threshold.reach == Reach::within) != threshold.threshold.value.has_value())
      item["value"].fail("does not fit reach");
  }
  if (result.best && (result.best->cell >= static_cast<std::int64_t>(result.cells.size()) ||
                      !result.cells[static_cast<std::size_t>(result.best->cell)].quality))
    part["best"]["cell"].fail("is no cell with a quality");
  try {
    judge_rules(result);
  } catch (const UserError&) {
    part["fail_on"].fail("has a rule on no metric of a sweep");
  }
}

}  // namespace

std::string json_text(const SweepPlan& plan) { return json_text(to_json(plan)); }
std::string json_text(const SweepResult& result) { return json_text(to_json(result)); }
std::string sweep_json(const SweepResult& result, const Terminal& /*terminal*/) { return json_text(result); }
std::string json_line(const RunRecord& record) { return to_json(record).dump(); }

std::string sweep_schema() {
  Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                 {"title", "reluscope sweep"},
                 {"description",
                  "The result of `reluscope sweep`, schema_version 1. Keys are only ever added within a version. A "
                  "number that does not exist is null."}};
  schema.update(schema_of<SweepResult>());
  schema["$defs"] = schema_definitions();
  return json_text(schema);
}

bool is_sweep(const Json& document) { return is_result_of(document, "sweep"); }

SweepPlan read_plan(const std::string& text, const std::string& name) {
  const std::string cure = "make the sweep again, in another folder";
  auto plan = read_result<SweepPlan>(parse_report_document(text, name, cure), name, "sweep --plan", cure);
  if (plan.runs.empty() || static_cast<double>(plan.runs.size()) != plan.setup.size())
    throw UserError(name + ": runs are not those of axes and seeds; " + cure);
  return plan;
}

SweepResult read_sweep_result(const Json& document, const std::string& name) {
  const std::string cure = "make it again with reluscope sweep -o FILE";
  auto result = read_result<SweepResult>(document, name, "sweep", cure);
  check_consistency(JsonPart(document, name, cure), result);
  return result;
}

RunRecord read_run_record(const std::string& text, const std::string& name) {
  const std::string cure = "delete this line, and do what is missing with --resume";
  constexpr std::size_t k_deepest = 16;
  if (too_deep_at(text, k_deepest))
    throw UserError(name + ": is nested too deeply (more than " + std::to_string(k_deepest) + " levels); " + cure);
  if (too_many_keys_at(text, k_most_keys))
    throw UserError(name + ": has an object of more than " + with_thousands(k_most_keys) + " keys; " + cure);
  const Json document = Json::parse(text, nullptr, false);
  if (!document.is_object()) throw UserError(name + ": is not a run of a sweep; " + cure);
  const JsonPart part(document, name, cure);
  RunRecord record;
  read_json(part, record);
  for (const SummaryMetric& metric : summary_metrics()) static_cast<void>(part["summary"][std::string(metric.name)]);
  return record;
}

std::string difference_of(const SweepPlan& one, const SweepPlan& other) {
  Json first = to_json(one), second = to_json(other);
  const std::string keys = differing_keys(first, second, "");
  first.erase("runs");
  second.erase("runs");
  const std::string without_runs = differing_keys(first, second, "");
  return without_runs.empty() ? keys : without_runs;
}

}  // namespace reluscope
