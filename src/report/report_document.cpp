#include "report/report_document.hpp"

#include <nlohmann/json.hpp>

#include "report/report.hpp"
#include "support/error.hpp"
#include "support/json_limits.hpp"
#include "support/text.hpp"
#include "support/text_place.hpp"

namespace reluscope {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t k_deepest = 100;

std::string place_of(std::string_view text, std::size_t byte) {
  const TextPlace place = place_in(text, byte);
  return "line " + std::to_string(place.line) + ", column " + std::to_string(place.column);
}

/// Whether it is a report at all, and one that this program reads.
void check_origin(const JsonPart& report) {
  const auto no_report = [&](const std::string& what) {
    throw UserError(report.file() + ": " + what + "; give a report of reluscope train or inspect");
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
  if (command == "prune")
    no_report("is the result of reluscope prune, which has no units to judge; inspect the smaller model");
  if (command != "train" && command != "inspect") no_report("is the output of reluscope " + one_line(command));
}

}  // namespace

Json parse_report_document(std::string_view text, const std::string& name, const std::string& cure) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) throw UserError(name + ": is empty; " + cure);
  if (const std::optional<std::size_t> byte = too_deep_at(text, k_deepest))
    throw UserError(name + ": " + place_of(text, *byte) + ": is nested too deeply (more than " +
                    std::to_string(k_deepest) + " levels); give a report of reluscope train");
  if (const std::optional<std::size_t> byte = too_many_keys_at(text, k_most_keys))
    throw UserError(name + ": " + place_of(text, *byte) + ": an object of more than " + with_thousands(k_most_keys) +
                    " keys; give a report of reluscope train");
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    const std::size_t byte = error.byte > 0 ? error.byte - 1 : 0;
    if (byte >= text.size())
      throw UserError(name + ": " + place_of(text, text.size()) + ": the JSON ends early; the file is cut off, " +
                      cure);
    throw UserError(name + ": " + place_of(text, byte) + ": not JSON; give a report of reluscope train");
  } catch (const Json::exception&) {  // a number beyond the doubles
    throw UserError(name + ": holds a number that is too great; " + cure);
  }
}

JsonPart report_document(const Json& document, const std::string& name) {
  JsonPart report(document, name, k_report_cure);
  check_origin(report);
  return report;
}

}  // namespace reluscope
