#include "report/data_text.hpp"

#include "report/painting.hpp"
#include "report/text_table.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_most_columns = 60;

std::string shown(const std::optional<double>& number) { return number ? to_significant(*number, 4) : "–"; }

/// Fits a column of the table.
std::string short_name(const std::string& text) {
  const std::string quoted = in_quotes(text.substr(0, 28));
  return quoted.substr(1, quoted.size() - 2) + (text.size() > 28 ? "…" : "");
}

std::string column_table(const DataReport& data) {
  std::vector<std::vector<std::string>> rows = {
      {"column", "kind", "missing", "distinct", "min", "mean", "max", "deviation"}};
  for (const ColumnSummary& column : data.columns) {
    if (rows.size() > k_most_columns) break;
    const bool is_read = column.kind != ColumnUse::dropped;
    rows.push_back({short_name(column.name), std::string(name_of(column.kind)), with_thousands(column.missing),
                    column.distinct ? with_thousands(*column.distinct)
                    : is_read       ? "> 1,000"
                                    : "–",
                    shown(column.min), shown(column.mean), shown(column.max), shown(column.deviation)});
  }
  return text_table(rows);
}

}  // namespace

std::string data_text(const DataReport& data, const Terminal& terminal) {
  const std::size_t width = terminal.is_terminal ? terminal.width : std::string::npos / 2;
  std::string text = wrapped(one_line(input_name(data.path)) + ": " + pluralized(data.rows, "row") + ", " +
                                 pluralized(static_cast<std::int64_t>(data.columns.size()), "column") + "; target " +
                                 in_quotes(data.target) + " (" + std::string(name_of(*data.task)) + ", " +
                                 (data.classes.empty() ? "a number"
                                                       : std::to_string(data.classes.size()) +
                                                             " classes: " + one_line(join_at_most(data.classes, 8))) +
                                 "); " + pluralized(static_cast<std::int64_t>(data.features.size()), "input"),
                             width, 2) +
                     "\n" + column_table(data);
  if (data.columns.size() > k_most_columns)
    text += "… (" + std::to_string(data.columns.size()) + " columns in all; the JSON has every one)\n";
  for (const Outlier& outlier : data.outliers) text += wrapped("warning: " + described(outlier), width, 2);
  for (const std::string& note : data.notes) text += wrapped("note: " + one_line(note), width, 2);
  return text;
}

}  // namespace reluscope
