#include "report/saved_report.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "data/byte_source.hpp"
#include "report/common_json.hpp"
#include "report/json_part.hpp"
#include "report/report.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* k_cure = "make the report again with reluscope train -o FILE";

/// Line and column of a byte, both from 1.
std::string place_of(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, byte);
  const std::size_t line = static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1;
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return "line " + std::to_string(line) + ", column " + std::to_string(before.size() - line_start + 1);
}

Json parse(std::string_view text, const std::string& name) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    throw UserError(name + ": is empty; " + std::string(k_cure));
  // the library copies what it reads, level within level: a deep document would overflow the stack
  const auto check_depth = [&](int depth, Json::parse_event_t, const Json&) {
    constexpr int k_deepest = 100;
    if (depth > k_deepest) throw UserError(name + ": is nested too deeply; give a report of reluscope train");
    return true;
  };
  try {
    return Json::parse(text, check_depth);
  } catch (const Json::parse_error& error) {
    const std::size_t byte = error.byte > 0 ? error.byte - 1 : 0;
    if (byte >= text.size())
      throw UserError(name + ": " + place_of(text, text.size()) + ": the JSON ends early; the file is cut off, " +
                      k_cure);
    throw UserError(name + ": " + place_of(text, byte) + ": not JSON; give a report of reluscope train");
  } catch (const Json::exception&) {  // a number beyond the doubles
    throw UserError(name + ": holds a number that is too great; " + std::string(k_cure));
  }
}

/// Whether it is a report at all, and one that this program reads.
void check_origin(const JsonPart& report) {
  const auto no_report = [&](const std::string& what) {
    throw UserError(report.file() + ": " + what + "; give a report of reluscope train");
  };
  if (!report.has("tool") || !report["tool"].has("name"))
    no_report("is not a report of reluscope: tool.name is missing");
  const std::string tool = report["tool"]["name"].text();
  if (tool != "reluscope") no_report("is not a report of reluscope, but of " + in_quotes(tool));
  const std::string version = report["schema_version"].shown(), ours = std::to_string(k_schema_version);
  if (version != ours)
    throw UserError(report.file() + ": schema_version is " + in_quotes(version) + ", and this reluscope reads " + ours +
                    "; use the reluscope that made the report, or make it again");
  const std::string command = report["command"].text();
  if (command == "check" || command == "compare") no_report("is the output of reluscope " + command);
}

Metrics read_summary(const JsonPart& summary) {
  constexpr double k_exact = 1LL << 53;
  Metrics metrics;
  for (const auto& [name, value] : summary.members()) {
    const Json& json = value.json();
    if (json.is_boolean()) {
      metrics.push_back({name, Metric::Kind::flag, json.get<bool>() ? 1.0 : 0.0});
      continue;
    }
    if (!json.is_number()) value.fail("is not a number; it was edited");
    const auto number = json.get<double>();
    const bool whole = json.is_number_integer() && std::abs(number) < k_exact;
    metrics.push_back({name, whole ? Metric::Kind::count : Metric::Kind::fraction, number});
  }
  if (metrics.empty()) summary.fail("is empty; it was edited");
  return metrics;
}

TrainingStatus read_status(const JsonPart& status) {
  const std::string name = status.text();
  using enum TrainingStatus;
  for (const TrainingStatus known : {completed, diverged, interrupted})
    if (name_of(known) == name) return known;
  status.fail("is " + in_quotes(name) + ", which is none");
}

UnitStatus read_unit(const JsonPart& status) {
  const std::string name = status.text();
  using enum UnitStatus;
  for (const UnitStatus known : {dead, sparse, active, always_active})
    if (name_of(known) == name) return known;
  status.fail("is " + in_quotes(name) + ", which is none");
}

SavedLayer read_layer(const JsonPart& layer) {
  SavedLayer saved{.name = layer["name"].text(), .units = {}};
  for (const JsonPart& unit : layer["unit"].items()) saved.units.push_back(read_unit(unit["status"]));
  return saved;
}

/// The hidden layers, which must be those of the model; fills in the widths of the network, inputs first.
std::vector<SavedLayer> read_layers(const JsonPart& report, std::string& widths) {
  std::vector<SavedLayer> layers;
  for (const JsonPart& layer : report["layers"].items()) layers.push_back(read_layer(layer));
  const std::vector<JsonPart> model = report["model"]["layers"].items();
  if (layers.empty() || model.size() != layers.size() + 1) report["layers"].fail("are not those of model.layers");
  for (std::size_t l = 0; l < model.size(); ++l) {
    const std::int64_t units = model[l]["units"].count();
    if (l < layers.size() && units != static_cast<std::int64_t>(layers[l].units.size()))
      model[l]["units"].fail("is not the number of units of layers[" + std::to_string(l) + "]");
    if (l == 0) widths = std::to_string(model[l]["inputs"].count());
    widths += "-" + std::to_string(units);
  }
  return layers;
}

std::vector<std::pair<std::string, std::string>> read_setup(const JsonPart& config, const std::string& widths) {
  std::vector<std::pair<std::string, std::string>> setup;
  for (const std::string key : {"seed", "init", "bias_init", "init_from", "hidden", "relu_grad_at_zero"})
    setup.emplace_back(key, config.has(key) ? config[key].shown() : "null");
  setup.emplace_back("network", widths);
  return setup;
}

}  // namespace

SavedReport parse_report(std::string_view text, const std::string& name) {
  const Json document = parse(text, name);
  const JsonPart report(document, name, k_cure);
  check_origin(report);
  SavedReport saved;
  saved.summary = read_summary(report["summary"]);
  saved.status = read_status(report["training"]["status"]);
  saved.epochs_completed = static_cast<int>(report["training"]["epochs_completed"].count());
  std::string widths;
  saved.layers = read_layers(report, widths);
  saved.setup = read_setup(report["config"], widths);
  return saved;
}

SavedReport read_report(const std::string& path) {
  SavedReport report = parse_report(read_file(path), input_name(path));
  report.path = path;
  return report;
}

}  // namespace reluscope
