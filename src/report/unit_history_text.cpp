#include "report/unit_history_text.hpp"

#include <algorithm>
#include <cmath>

#include "report/text_table.hpp"
#include "report/unit_text.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// Whether the status at an epoch follows from the active rows alone.
bool rows_tell_status(const Report& report) { return !traits_of(report.activation().kind).saturates; }

/// The cells of a timeline, a letter or a coloured square each, and of each the same without colour.
struct Cells {
  std::vector<std::string> painted;
  std::string plain;
};

Cells cells_of(const Report& report, UnitId id, const Painter& paint) {
  const StatusRule rule{.activation = report.activation().kind, .sparse_below = report.sparse_below()};
  const bool are_statuses = rows_tell_status(report);
  const std::int64_t rows = report.data.train_rows;
  Cells cells;
  for (const auto& of_epoch : report.layers[id.layer].history.active_rows) {
    const std::int64_t active = of_epoch[id.unit];
    const UnitStatus status = rule.status_of(active, rows, /*max_derivative=*/1);
    std::string letter = Painter(false)(status);
    if (!are_statuses)
      letter =
          active == 0 ? "." : std::to_string(std::min<std::int64_t>(9, 10 * active / std::max<std::int64_t>(rows, 1)));
    cells.painted.push_back(are_statuses ? paint(status) : letter);
    cells.plain += letter;
  }
  return cells;
}

std::string legend_of(const Report& report, const Painter& paint) {
  if (!rows_tell_status(report)) return "  . active on no row  0 on less than 10 % of the rows … 9 on 90 % or more";
  std::string text = "  ";
  for (const UnitStatus status :
       {UnitStatus::dead, UnitStatus::sparse, UnitStatus::active, UnitStatus::always_active}) {
    if (status == UnitStatus::dead && !traits_of(report.activation().kind).can_die) continue;
    text += (text.size() > 2 ? "  " : "") + paint(status) + " " + replaced(std::string(name_of(status)), "_", " ");
  }
  return text;
}

std::string timeline_lines(const Report& report, UnitId id, std::size_t width, const Painter& paint) {
  const LayerHistory& history = report.layers[id.layer].history;
  if (history.active_rows.empty()) return "  no timeline: the report was made without --history units\n";
  const Cells cells = cells_of(report, id, paint);
  const std::size_t label_width = std::string("  epoch ").size() + std::to_string(history.epoch.back()).size() + 2;
  const std::size_t per_line = std::clamp<std::size_t>((width - std::min(width, label_width)) / 10 * 10, 10, 60);
  std::string text;
  for (std::size_t from = 0; from < cells.plain.size();) {
    const auto line_at = [&](std::size_t start) { return cells.plain.substr(start, per_line); };
    const std::string line = line_at(from);
    const bool is_uniform = line.find_first_not_of(line.front()) == std::string::npos;
    std::size_t next = from + line.size();
    while (is_uniform && line_at(next) == line) next += per_line;  // empty after the last
    std::string label = "  epoch " + std::to_string(history.epoch[from]);
    label += std::string(label_width - std::min(label_width, label.size()), ' ');
    text += label;
    for (std::size_t i = from; i < from + line.size(); ++i) text += cells.painted[i];
    if (next > from + line.size()) text += " … the same to epoch " + std::to_string(history.epoch[next - 1]);
    text += '\n';
    from = next;
  }
  return text + legend_of(report, paint) + '\n';
}

std::string spells_text(const Lifecycle& life) {
  if (life.dead_spells.empty()) return "  never dead at an evaluated epoch";
  std::vector<std::string> spells;
  for (const DeadSpell& spell : life.dead_spells)
    spells.push_back(spell.from == spell.to ? std::to_string(spell.from)
                                            : std::to_string(spell.from) + " to " + std::to_string(spell.to));
  return std::string("  dead in epoch") +
         (spells.size() == 1 && life.dead_spells[0].from == life.dead_spells[0].to ? " " : "s ") + joined(spells, ", ");
}

std::string signed_text(double value) { return (value > 0 ? "+" : "") + to_significant(value); }

std::string cause_text(const Cause& cause) {
  std::string most;
  switch (cause.dominant) {
    case Blame::bias:
      most = "its bias";
      break;
    case Blame::weights:
      most = "its weights";
      break;
    case Blame::inputs:
      most = "its inputs, from the layers below";
      break;
  }
  return "its mean pre-activation changed by " + signed_text(cause.change.total) +
         " since the evaluation before: bias " + signed_text(cause.change.bias) + ", weights " +
         signed_text(cause.change.weights) + ", inputs " + signed_text(cause.change.inputs) + "; mostly " + most;
}

std::string text_of_target(const Value& target) {
  if (const auto* text = std::get_if<std::string>(&target)) return one_line(*text);
  if (const auto* whole = std::get_if<std::int64_t>(&target)) return std::to_string(*whole);
  const auto* number = std::get_if<double>(&target);
  return number == nullptr ? "-" : to_significant(*number, 6);
}

std::string autopsy_text(const Autopsy& autopsy, std::size_t width) {
  const std::optional<double> ratio = autopsy.update_ratio();
  std::string text = wrapped("    " + death_of(autopsy), width, 6);
  text += wrapped("    the step: learning rate " + to_significant(autopsy.learning_rate) +
                      "; its weights and bias moved by " + to_significant(autopsy.update_norm) +
                      (ratio ? ", " + to_significant(*ratio) + " times the epoch's median" : ""),
                  width, 6);
  text += wrapped("    mean pre-activation " + to_significant(autopsy.before) + " → " + to_significant(autopsy.after) +
                      ": gradient of the batch " + signed_text(autopsy.from_gradient) + ", optimizer state and decay " +
                      signed_text(autopsy.from_state) + ", inputs " + signed_text(autopsy.from_inputs),
                  width, 6);
  if (autopsy.rows.empty()) return text;
  std::vector<std::vector<std::string>> rows = {{"    CSV line", "share", "target", "farthest input", "deviations"}};
  for (const AutopsyRow& row : autopsy.rows)
    rows.push_back({"    " + std::to_string(row.row.line), percent(row.share), text_of_target(row.row.target),
                    row.row.feature.empty() ? "-" : one_line(row.row.feature), signed_text(row.row.deviations)});
  return text + text_table(rows);
}

std::string event_text(const UnitEvent& event, std::size_t width) {
  const std::string what = event.type == EventType::born_dead ? "born dead" : std::string(name_of(event.type));
  std::string line = "  epoch " + std::to_string(event.epoch) + ": " + what;
  if (event.cause) line += "; " + cause_text(*event.cause);
  std::string text = wrapped(line, width, 4);
  if (event.cause && event.cause->autopsy) text += autopsy_text(*event.cause->autopsy, width);
  return text;
}

}  // namespace

std::string unit_history_text(const Report& report, UnitId id, std::size_t width, const Painter& paint) {
  const UnitDiagnosis& unit = report.layers[id.layer].units[id.unit];
  std::string text = timeline_lines(report, id, width, paint);
  if (traits_of(report.activation().kind).can_die) text += wrapped(spells_text(unit.life), width, 4);
  bool has_autopsy = false;
  for (const UnitEvent& event : report.events) {
    if (event.layer != id.layer || event.unit != id.unit) continue;
    text += event_text(event, width);
    has_autopsy = has_autopsy || (event.cause && event.cause->autopsy);
  }
  if (unit.life.deaths() > 0 && !has_autopsy)
    text += wrapped("  which step and which rows killed it: train again with --autopsy", width, 4);
  return text;
}

}  // namespace reluscope
