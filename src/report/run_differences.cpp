#include "report/run_differences.hpp"

#include <algorithm>

#include "report/json_writer.hpp"
#include "report/painting.hpp"
#include "report/report.hpp"
#include "support/name_index.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

bool same_value(const Value& one, const Value& other) { return to_json(one) == to_json(other); }

void add(const std::string& name, const Value& base, const Value& now, Differences& differences) {
  if (!same_value(base, now)) differences.push_back({name, base, now});
}

/// Those of `names` that are not among `others`.
std::vector<std::string> missing_from(const std::vector<std::string>& others, const std::vector<std::string>& names) {
  const NameIndex known(others);
  std::vector<std::string> missing;
  for (const std::string& name : names)
    if (!known.contains(name)) missing.push_back(name);
  return missing;
}

void add_names(const std::string& name, const std::vector<std::string>& base, const std::vector<std::string>& now,
               Differences& differences) {
  const std::vector<std::string> only_base = missing_from(now, base), only_now = missing_from(base, now);
  if (only_base.empty() && only_now.empty())
    add(name, base, now, differences);
  else
    differences.push_back({name, only_base, only_now});
}

std::vector<std::string> column_names(const DataReport& data) {
  std::vector<std::string> names;
  for (const ColumnSummary& column : data.columns) names.push_back(column.name);
  return names;
}

std::string task_text(const DataReport& data) { return data.task ? std::string(name_of(*data.task)) : ""; }

Differences of_data(const DataReport& base, const DataReport& now) {
  Differences differences;
  const auto add_one = [&](const char* name, const auto& before, const auto& after) {
    add(name, Value(before), Value(after), differences);
  };
  add_one("path", base.path, now.path);
  add_one("sha256", base.sha256, now.sha256);
  add_one("rows", base.rows, now.rows);
  add_one("rows_dropped", base.rows_dropped, now.rows_dropped);
  add_one("train_rows", base.train_rows, now.train_rows);
  add_one("validation_rows", base.validation_rows, now.validation_rows);
  add("validation_sha256", base.validation_sha256.empty() ? Value() : base.validation_sha256,
      now.validation_sha256.empty() ? Value() : now.validation_sha256, differences);
  add_names("columns", column_names(base), column_names(now), differences);
  add_names("features", base.features, now.features, differences);
  add_one("target", base.target, now.target);
  add_one("task", task_text(base), task_text(now));
  add_names("classes", base.classes, now.classes, differences);
  return differences;
}

Value value_in(const NamedValues& values, const std::string& name) {
  const auto found = std::ranges::find(values, name, &NamedValues::value_type::first);
  return found == values.end() ? Value() : found->second;
}

/// In the order of the newer run; what only the older one has comes last.
Differences of_values(const NamedValues& base, const NamedValues& now) {
  Differences differences;
  for (const auto& [name, value] : now) add(name, value_in(base, name), value, differences);
  for (const auto& [name, value] : base)
    if (std::ranges::find(now, name, &NamedValues::value_type::first) == now.end())
      add(name, value, Value(), differences);
  return differences;
}

// for people

std::string displayed(const std::string& text) {
  const std::string quoted = in_quotes(text);  // which cuts it off if it is long
  return quoted.substr(1, quoted.size() - 2);
}

std::string displayed(std::monostate /*none*/) { return "none"; }
std::string displayed(bool flag) { return flag ? "true" : "false"; }
std::string displayed(std::int64_t whole) { return std::to_string(whole); }
std::string displayed(double number) { return to_shortest(number); }
template <class T>
std::string displayed(const std::vector<T>& items) {
  std::vector<std::string> texts;
  for (const T& item : items) texts.push_back(displayed(item));
  constexpr std::size_t k_most = 5;
  return "[" + join_at_most(texts, k_most) + "]";
}

std::string displayed(const Difference& difference) {
  const auto text_of = [](const Value& value) {
    return std::visit([](const auto& held) { return displayed(held); }, value);
  };
  constexpr std::size_t k_digest = 12;
  const bool is_digest = difference.name.ends_with("sha256");
  const auto cut = [&](const std::string& text) {
    return is_digest && text.size() > k_digest ? text.substr(0, k_digest) + "…" : text;
  };
  return displayed(difference.name) + " " + cut(text_of(difference.base)) + " → " + cut(text_of(difference.now));
}

}  // namespace

RunDifferences differences_between(const Report& base, const Report& now) {
  RunDifferences differences{
      .tool = {}, .data = of_data(base.data, now.data), .options = of_values(base.config, now.config), .context = {}};
  add("version", base.tool.version, now.tool.version, differences.tool);
  if (base.context && now.context) differences.context = of_values(*base.context, *now.context);
  return differences;
}

std::string differences_text(const RunDifferences& differences, std::size_t width) {
  if (differences.empty()) return "the runs have the same data, options and version of reluscope\n";
  std::string text = "what differs between the runs\n";
  const auto add_line = [&](const std::string& kind, const Differences& items) {
    std::vector<std::string> texts;
    for (const Difference& item : items) texts.push_back(displayed(item));
    if (!items.empty()) text += wrapped("  " + kind + ": " + joined(texts, "; "), width, 4);
  };
  add_line("data", differences.data);
  add_line("options", differences.options);
  add_line("reluscope", differences.tool);
  add_line("time and machine", differences.context);
  return text;
}

}  // namespace reluscope
