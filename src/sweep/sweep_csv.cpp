#include "report/json_writer.hpp"
#include "support/text.hpp"
#include "sweep/sweep_fields.hpp"
#include "sweep/sweep_format.hpp"

namespace reluscope {
namespace {

using Json = nlohmann::ordered_json;
using Columns = std::vector<std::pair<std::string, std::string>>;  // name and cell

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  return '"' + replaced(text, "\"", "\"\"") + '"';
}

std::string cell_of(const Json& value) {
  if (value.is_null()) return "";
  return quoted(value.is_string() ? value.get<std::string>() : value.dump());
}

/// Of a number that is null, as many columns as of another.
Json or_empty(Json value) {
  if (!value.is_null()) return value;
  Json empty = to_json(MeanEstimate());
  for (Json& part : empty) part = nullptr;
  return empty;
}

Columns columns_of(const CellResult& cell, std::size_t index) {
  Columns columns;
  const Json json = to_json(cell, index);
  for (const auto& [key, value] : json.items()) {
    if (!value.is_structured() && !value.is_null()) {
      columns.emplace_back(key, cell_of(value));
      continue;
    }
    const std::string prefix = key == "settings" ? "" : key + ".";
    const Json parts = or_empty(value);
    for (const auto& [part, number] : parts.items()) columns.emplace_back(prefix + part, cell_of(number));
  }
  return columns;
}

}  // namespace

std::string sweep_csv(const SweepResult& result, const Terminal& /*terminal*/) {
  std::string text;
  for (std::size_t i = 0; i < result.cells.size(); ++i) {
    std::vector<std::string> names, cells;
    for (const auto& [name, cell] : columns_of(result.cells[i], i)) {
      names.push_back(quoted(name));
      cells.push_back(cell);
    }
    if (i == 0) text += joined(names, ",") + "\n";
    text += joined(cells, ",") + "\n";
  }
  return text;
}

}  // namespace reluscope
