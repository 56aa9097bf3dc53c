#include "report/csv_text.hpp"
#include "report/json_writer.hpp"
#include "sweep/sweep_fields.hpp"
#include "sweep/sweep_format.hpp"

namespace reluscope {
namespace {

using Json = nlohmann::ordered_json;
using Columns = std::vector<std::pair<std::string, std::string>>;  // name and cell

std::string cell_of(const Json& value) {
  if (value.is_null()) return "";
  return value.is_string() ? value.get<std::string>() : value.dump();
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
      names.push_back(name);
      cells.push_back(cell);
    }
    if (i == 0) text += csv_line(names) + "\n";
    text += csv_line(cells) + "\n";
  }
  return text;
}

}  // namespace reluscope
