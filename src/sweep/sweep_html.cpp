#include <algorithm>
#include <cmath>
#include <functional>

#include "html/html_page.hpp"
#include "html/html_text.hpp"
#include "html/line_chart.hpp"
#include "report/html_data.hpp"
#include "report/html_verdict.hpp"
#include "report/json_writer.hpp"
#include "support/text.hpp"
#include "sweep/sweep_fields.hpp"
#include "sweep/sweep_format.hpp"
#include "sweep/sweep_map.hpp"

namespace reluscope {
namespace {

using Json = nlohmann::ordered_json;

/// "units die from lr 0.646 on; best: …"
std::string state_of(const SweepResult& result) {
  std::string text = (result.best ? "best: " : "") + best_text(result);
  if (result.thresholds.size() != 1) return text;
  const AxisThreshold& threshold = result.thresholds.front();
  switch (threshold.threshold.reach) {
    case Reach::above:
      return "in no setting has half of the runs a dead unit; " + text;
    case Reach::below:
      return "in every setting half of the runs or more have a dead unit; " + text;
    case Reach::within:
      break;
  }
  return "units die from " + threshold.axis + " " + to_significant(*threshold.threshold.value) +
         (threshold.threshold.is_rising ? " upwards; " : " downwards; ") + text;
}

PageHead head_of(const SweepResult& result) {
  PageHead head{.command = "sweep",
                .file = input_name(result.setup.data.path),
                .is_judged = !result.gates.empty(),
                .reasons = result.reasons,
                .state = state_of(result),
                .paste = best_command(result),
                .run = size_text(result.setup)};
  return head;
}

std::string thresholds_table(const SweepResult& result, const Cited& cited) {
  if (result.thresholds.empty()) return "";
  HtmlTable table{.caption = "Where half of the runs have a dead unit; in brackets 95 % intervals",
                  .heads = {"option", "the others", "#value"},
                  .rows = {}};
  for (std::size_t t = 0; t < result.thresholds.size(); ++t) {
    const AxisThreshold& threshold = result.thresholds[t];
    table.rows.push_back({html_code(threshold.axis), threshold.at.empty() ? "–" : html_plain(text_of(threshold.at)),
                          threshold.threshold.value ? cited_estimate(cited, in_place("/thresholds", t), "value", false)
                                                    : html_plain(threshold_text(result, threshold))});
  }
  return html_table(table);
}

/// The cells that differ from `cell` in the value of one axis alone, by that value.
std::vector<std::pair<double, std::size_t>> line_through(const SweepSetup& setup, std::size_t axis, std::size_t cell) {
  std::vector<std::pair<double, std::size_t>> line;
  const std::vector<double> values = setup.axes[axis].numbers();
  for (std::size_t i = 0; i < values.size(); ++i) line.emplace_back(values[i], cell + i * setup.stride(axis));
  std::ranges::sort(line);
  return line;
}

/// The share of runs with a dead unit along an axis, a line for each combination of the other values.
LineChart axis_chart(const SweepResult& result, std::size_t axis) {
  const SweepSetup& setup = result.setup;
  const std::string& name = setup.axes[axis].option;
  LineChart chart{.title = "Runs with a dead unit, by " + name, .x_name = name, .is_share = true};
  for (std::size_t cell = 0; cell < result.cells.size(); ++cell) {
    if (setup.values_in(static_cast<std::int64_t>(cell))[axis] != 0) continue;
    NamedValues others = result.cells[cell].settings;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(axis));
    ChartLine line{.name = others.empty() ? "share of runs" : text_of(others)};
    for (const auto& [value, of_cell] : line_through(setup, axis, cell)) {
      const ShareEstimate& share = result.cells[of_cell].dead_unit;
      line.x.push_back(value);
      line.y.push_back(share.share);
      line.lower.push_back(share.interval.lower);
      line.upper.push_back(share.interval.upper);
    }
    chart.lines.push_back(std::move(line));
  }
  if (chart.lines.size() > 1)  // bands over each other cannot be told apart
    for (ChartLine& line : chart.lines) line.lower.clear(), line.upper.clear();
  for (const AxisThreshold& threshold : result.thresholds) {
    if (threshold.axis != name || !threshold.threshold.value || chart.lines.size() > 1) continue;
    chart.marks.push_back(
        {"half of the runs", *threshold.threshold.value, threshold.threshold.lower, threshold.threshold.upper});
  }
  const std::vector<double> values = setup.axes[axis].numbers();
  chart.is_x_log = scale_of(values) == AxisScale::log;
  return chart;
}

std::string curves_html(const SweepResult& result) {
  constexpr std::size_t k_most_lines = 6;
  std::string figures;
  for (std::size_t a = 0; a < result.setup.axes.size(); ++a) {
    const SweepAxis& axis = result.setup.axes[a];
    if (!axis.are_numbers || result.cells.size() > k_most_lines * axis.texts.size()) continue;
    figures += element("figure", line_chart(axis_chart(result, a))) + "\n";
  }
  return figures;
}

/// What a map shows of a cell: markup, and how dark it is, from 0 to 1.
struct MapCell {
  std::string text;
  double level = 0;
};
using CellShown = std::function<MapCell(std::size_t cell)>;

std::string map_html(const SweepResult& result, std::size_t first, const std::string& caption, const std::string& kind,
                     const CellShown& shown) {
  const SweepSetup& setup = result.setup;
  const MapLayout layout = MapLayout::of(setup.axes);
  const SweepAxis &rows = setup.axes[layout.row_axis], &columns = setup.axes[layout.column_axis];
  std::string head = element("th scope=\"col\"", html_plain(rows.option + " \\ " + columns.option)), body;
  for (const std::string& text : columns.texts) head += element("th scope=\"col\"", html_plain(text));
  for (std::size_t r = 0; r < rows.texts.size(); ++r) {
    std::string cells = element("th scope=\"row\"", html_plain(rows.texts[r]));
    for (std::size_t c = 0; c < columns.texts.size(); ++c) {
      const std::size_t cell = first + r * setup.stride(layout.row_axis) + c * setup.stride(layout.column_axis);
      const MapCell map_cell = shown(cell);
      constexpr double k_last_level = 8;
      const auto level = static_cast<int>(std::lround(std::clamp(map_cell.level, 0.0, 1.0) * k_last_level));
      const bool is_best = result.best && cell == static_cast<std::size_t>(result.best->cell);
      cells += element("td class=\"q" + std::to_string(level) + (is_best ? " best\"" : "\""),
                       map_cell.text + (is_best ? element("small", " best") : ""));
    }
    body += element("tr", cells) + "\n";
  }
  const std::string label = html_plain(caption);
  return "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"" + label + "\">\n" +
         element("table class=\"map " + kind + "\"",
                 element("caption", label) + element("thead", element("tr", head)) + element("tbody", "\n" + body)) +
         "</div>\n";
}

std::string maps_html(const SweepResult& result, const Cited& cited) {
  const std::vector<SweepAxis>& axes = result.setup.axes;
  if (axes.size() < 2) return "";
  const bool is_accuracy = result.quality == Quality::accuracy;
  std::vector<double> qualities;
  for (const CellResult& cell : result.cells)
    if (cell.quality) qualities.push_back(cell.quality->mean);
  const CellShown dead = [&](std::size_t cell) {
    return MapCell{cited_estimate(cited, in_place("/cells", cell) + "/dead_fraction", "mean", true),
                   result.cells[cell].dead_fraction.mean};
  };
  const CellShown quality = [&](std::size_t cell) {
    const std::optional<MeanEstimate>& estimate = result.cells[cell].quality;
    if (!estimate) return MapCell{"–"};
    const auto [least, greatest] = std::ranges::minmax(qualities);
    return MapCell{cited_estimate(cited, in_place("/cells", cell) + "/quality", "mean", is_accuracy),
                   greatest > least ? (estimate->mean - least) / (greatest - least) : 1};
  };
  const std::size_t size = axes[axes.size() - 1].texts.size() * axes[axes.size() - 2].texts.size();
  constexpr std::size_t k_most_maps = 12;
  if (result.cells.size() > k_most_maps * size) return "";
  std::string text;
  for (std::size_t first = 0; first < result.cells.size(); first += size)
    text += map_html(result, first, map_prefix(result, first) + "mean share of dead units", "dead", dead) +
            map_html(result, first, map_prefix(result, first) + "mean " + quality_name(result), "good", quality);
  return element("div class=\"maps\"", "\n" + text) + "\n";
}

std::string cells_table(const SweepResult& result, const Cited& cited) {
  HtmlTable table{.caption = "Every cell; in brackets 95 % intervals", .heads = {}, .rows = {}};
  for (const SweepAxis& axis : result.setup.axes) table.heads.push_back((axis.are_numbers ? "#" : "") + axis.option);
  if (table.heads.empty()) table.heads.emplace_back("cell");
  for (const char* head : {"#runs", "#with a dead unit", "#dead units", "#diverged", "#first death, epoch"})
    table.heads.emplace_back(head);
  table.heads.push_back("#" + quality_name(result));
  for (std::size_t c = 0; c < result.cells.size(); ++c) {
    const std::string place = in_place("/cells", c);
    std::vector<std::string> row;
    for (const auto& setting : result.cells[c].settings) {
      const std::string its_place = in_place(place + "/settings", setting.first);
      const Json* const value = cited.find(its_place);
      row.push_back(value != nullptr && value->is_number() ? cited.number(its_place, 6)
                                                           : html_plain(text_of(setting.second)));
    }
    if (row.empty()) row.emplace_back("all runs");
    row.push_back(cited.count(place + "/runs"));
    row.push_back(cited_estimate(cited, place + "/dead_unit", "share", true));
    row.push_back(cited_estimate(cited, place + "/dead_fraction", "mean", true));
    row.push_back(cited.share(place + "/diverged/share"));
    row.push_back(cited.number(place + "/first_death_epoch/mean", 3));
    row.push_back(cited_estimate(cited, place + "/quality", "mean", result.quality == Quality::accuracy));
    table.rows.push_back(std::move(row));
  }
  return html_table(table);
}

}  // namespace

std::string sweep_html(const SweepResult& result, const Terminal& /*terminal*/) {
  const Json document = to_json(result);
  const Cited cited(document);
  std::string body = page_head(head_of(result)) + gates_html(result.gates, cited);
  const std::string dying = thresholds_table(result, cited) + curves_html(result);
  if (!dying.empty())
    body += html_section("thresholds", "Where units begin to die",
                         element("div class=\"side-by-side\"", "\n" + dying) + "\n");
  if (const std::string maps = maps_html(result, cited); !maps.empty()) body += html_section("maps", "Maps", maps);
  body += html_section("cells", "Cells", cells_table(result, cited)) +
          html_section("options", "Options that are the same in every run",
                       options_html(result.setup.options, cited, "/options"));
  return html_page({.kind = "sweep", .title = "reluscope sweep: " + input_name(result.setup.data.path), .body = body},
                   document);
}

}  // namespace reluscope
