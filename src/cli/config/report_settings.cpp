#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/config/setting.hpp"
#include "report/report_document.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

std::string text_of(const JsonPart& part) {
  const nlohmann::ordered_json& json = part.json();
  if (json.is_number_integer()) return std::to_string(json.get<std::int64_t>());
  return json.is_number() ? to_shortest(json.get<double>()) : part.text();
}

decltype(Setting::value) value_of(const JsonPart& part) {
  if (part.is_null()) return {};
  if (part.json().is_boolean()) return part.flag();
  if (!part.json().is_array()) return text_of(part);
  std::vector<std::string> texts;
  for (const JsonPart& item : part.items()) texts.push_back(text_of(item));
  return texts;
}

}  // namespace

std::vector<Setting> settings_of_report(const std::string& text, const std::string& name) {
  const nlohmann::ordered_json document = parse_report_document(text, name);
  const JsonPart report = report_document(document, name);
  if (report["command"].text() == "inspect")
    throw UserError(name +
                    ": is a report of reluscope inspect, whose options say how a model is read, not how one is "
                    "trained; give a report of reluscope train");
  std::vector<Setting> settings = {{"data", report["data"]["path"].text(), name + ": data.path"}};
  for (const auto& [name_in_report, value] : report["config"].members()) {
    std::string key = name_in_report;
    std::ranges::replace(key, '_', '-');
    settings.push_back({key, value_of(value), name + ": config." + name_in_report});
  }
  return settings;
}

}  // namespace reluscope
