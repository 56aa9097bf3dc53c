#include "report/html_data.hpp"

#include <algorithm>

#include "html/html_text.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

std::string columns_table(const DataReport& data, const Cited& cited) {
  if (data.columns.empty()) return "";
  HtmlTable table{.caption = "The columns of the file",
                  .heads = {"column", "used as", "read as", "#distinct", "#missing", "#least", "#greatest", "#mean",
                            "#standard deviation"},
                  .rows = {}};
  constexpr std::size_t k_most = 1000;
  for (std::size_t c = 0; c < std::min(k_most, data.columns.size()); ++c) {
    const std::string place = in_place("/data/columns", c);
    std::vector<std::string> row = {
        html_plain(data.columns[c].name), html_plain(std::string(name_of(data.columns[c].kind))),
        cited.text(place + "/reading"), cited.count(place + "/distinct"), cited.count(place + "/missing")};
    for (const char* key : {"/min", "/max", "/mean", "/deviation"}) row.push_back(cited.number(place + key));
    table.rows.push_back(std::move(row));
  }
  constexpr std::size_t k_few = 16;
  std::string markup = html_table(table);
  if (data.columns.size() > k_most)
    markup +=
        element("p class=\"quiet\"", "… and " + std::to_string(data.columns.size() - k_most) + " more, in the report") +
        "\n";
  return data.columns.size() <= k_few ? markup : html_folded(table.caption, markup);
}

std::string outliers_table(const DataReport& data, const Cited& cited) {
  if (data.outliers.empty()) return "";
  HtmlTable table{
      .caption = "Outliers", .heads = {"column", "#line", "#value", "#lower quartile", "#upper quartile"}, .rows = {}};
  for (std::size_t o = 0; o < data.outliers.size(); ++o) {
    const std::string place = in_place("/data/outliers", o);
    std::vector<std::string> row = {html_plain(data.outliers[o].column), cited.count(place + "/line")};
    for (const char* key : {"/value", "/lower_quartile", "/upper_quartile"}) row.push_back(cited.number(place + key));
    table.rows.push_back(std::move(row));
  }
  return html_table(table);
}

std::string classes_table(const Report& report, const Cited& cited) {
  if (!report.training || report.training->classes.empty()) return "";
  const bool is_held_out = report.data.validation_rows > 0;
  HtmlTable table{.caption = std::string("How each class is predicted, on the ") +
                             (is_held_out ? "held-out rows" : "training rows"),
                  .heads = {"class", "#rows", "#predicted", "#correct", "mostly mistaken for"},
                  .rows = {}};
  for (std::size_t c = 0; c < report.training->classes.size(); ++c) {
    const std::string place = in_place("/training/classes", c);
    table.rows.push_back({html_plain(report.training->classes[c].name), cited.count(place + "/rows"),
                          cited.count(place + "/predicted"), cited.count(place + "/correct"),
                          cited.text(place + "/mistaken_for")});
  }
  return html_table(table);
}

std::string notes_html(const DataReport& data) {
  std::string notes;
  for (const std::string& note : data.notes) notes += element("li", html_plain(note)) + "\n";
  return notes.empty() ? "" : element("ul", notes) + "\n";
}

}  // namespace

std::string data_html(const Report& report, const Cited& cited) {
  const DataReport& data = report.data;
  const bool is_trained = report.command == ReportCommand::train;
  std::string rows = cited.count("/data/rows") + " rows in " + html_code(input_name(data.path)) + ": " +
                     cited.count("/data/train_rows") + (is_trained ? " trained on, " : " judged on, ") +
                     cited.count("/data/validation_rows") + " held out, " + cited.count("/data/rows_dropped") +
                     " dropped" + (data.target.empty() ? "" : "; the target is " + html_code(data.target)) + ".";
  if (!data.validation_path.empty()) rows += " Held out: " + html_code(input_name(data.validation_path)) + ".";
  return element("p", rows) + "\n" + notes_html(data) + outliers_table(data, cited) + classes_table(report, cited) +
         columns_table(data, cited);
}

std::string options_html(const NamedValues& options, const Cited& cited, const std::string& place) {
  std::string items;
  for (const auto& [name, held] : options) {
    const std::string its_place = in_place(place, name);
    const nlohmann::ordered_json* const json = cited.find(its_place);
    std::string value = cited.any(its_place);
    if (json != nullptr && (json->is_string() || json->is_array())) {
      value = json->is_string() ? json->get<std::string>() : replaced(replaced(json->dump(), "\"", ""), ",", ", ");
      value = value.empty() || value == "[]" ? "–" : html_plain(value);
    }
    items += element("div", element("dt", html_plain(replaced(name, "_", "-"))) + element("dd", value)) + "\n";
  }
  return element("dl class=\"options\"", "\n" + items) + "\n";
}

}  // namespace reluscope
