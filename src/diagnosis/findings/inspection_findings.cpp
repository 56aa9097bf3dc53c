#include "diagnosis/findings/inspection_findings.hpp"

#include <algorithm>
#include <cmath>

#include "diagnosis/findings/unit_findings.hpp"
#include "diagnosis/findings/wording.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

bool is_input(const ColumnSummary& column) {
  return column.kind == ColumnUse::numeric || column.kind == ColumnUse::boolean || column.kind == ColumnUse::date;
}

/// Networks are trained on inputs near 1: what is far from that was scaled then, as a rule, and is not now.
void raw_inputs(const InspectionFacts& facts, Findings& findings) {
  constexpr double k_far = 100;
  const auto size = [](const ColumnSummary& column) {
    return std::max(std::abs(column.mean.value_or(0)), column.deviation.value_or(0));
  };
  const ColumnSummary* widest = nullptr;
  std::int64_t count = 0;
  for (const ColumnSummary& column : facts.columns) {
    if (!is_input(column) || size(column) < k_far) continue;
    ++count;
    if (widest == nullptr || size(column) > size(*widest)) widest = &column;
  }
  if (!facts.sees_raw_numbers || widest == nullptr) return;
  findings.push_back(
      {"unscaled-input",
       Severity::warning,
       "the network sees the numbers as they are in the file: " + pluralized(count, "column") +
           (count == 1 ? " is" : " are") + " far from 1, " + in_quotes(widest->name) + " farthest (mean " +
           to_significant(*widest->mean) + ", deviation " + to_significant(*widest->deviation) +
           "); if it was trained on scaled inputs, nothing here is right",
       {{"columns", count}, {"column", widest->name}, {"mean", *widest->mean}, {"deviation", *widest->deviation}},
       "feed it what it was trained on",
       {{"scale", {"standard"}}}});
}

/// Sums that leave float32 become infinite, then not a number: what is counted on such rows means nothing.
void overflowing_layer(const InspectionFacts& facts, Findings& findings) {
  const FloatOverflow& layers = facts.overflow;
  const auto first = std::ranges::find_if(layers, [](const OverflowedRows& layer) { return layer.rows > 0; });
  if (first == layers.end()) return;
  const auto index = static_cast<std::int64_t>(first - layers.begin());
  const bool is_last = first + 1 == layers.end();
  const auto rows = static_cast<std::int64_t>(first->rows);
  findings.push_back({"overflow",
                      Severity::warning,
                      "the sums of " + (is_last ? "the output layer" : "layer " + std::to_string(index)) +
                          " are beyond the range of float32 on " + pluralized(rows, "row") + ", first in line " +
                          std::to_string(first->first_line) +
                          (is_last ? ": the outputs are not known there"
                                   : ": what is said of its units and of those after it is not known there"),
                      {{"layer", index}, {"rows", rows}, {"line", std::int64_t{first->first_line}}},
                      "feed it what it was trained on, or leave the rows out",
                      facts.sees_raw_numbers ? OptionChanges{{"scale", {"standard"}}} : OptionChanges{}});
}

void unused_units(const InspectionFacts& facts, Findings& findings) {
  std::int64_t unused = 0;
  for (const LayerDiagnosis& layer : facts.units.layers)
    unused += std::ranges::count(layer.units, 0.0, &UnitDiagnosis::outgoing_norm);
  if (unused == 0) return;
  findings.push_back({"unused-units",
                      Severity::info,
                      "the next layer gives " + pluralized(unused, "unit") +
                          " no weight: " + (unused == 1 ? "its value does" : "their values do") + " not matter",
                      {{"units", unused}},
                      "reluscope prune leaves " + std::string(unused == 1 ? "it" : "them") + " out"});
}

void constant_columns(const InspectionFacts& facts, Findings& findings) {
  std::vector<std::string> names;
  for (const ColumnSummary& column : facts.columns)
    if (is_input(column) && column.min && column.min == column.max) names.push_back(in_quotes(column.name));
  if (names.empty()) return;
  const auto count = static_cast<std::int64_t>(names.size());
  findings.push_back({"constant-feature",
                      Severity::info,
                      pluralized(count, "column") + (count == 1 ? " has" : " have") +
                          " one value on all rows: " + one_line(join_at_most(names)),
                      {{"columns", count}},
                      "judge units on rows in which these vary, as they do where the network is used"});
}

}  // namespace

Findings findings_of(const InspectionFacts& facts) {
  Findings findings;
  overflowing_layer(facts, findings);
  add_dead_layers(facts.units, findings);
  raw_inputs(facts, findings);
  add_state_findings(facts.units, findings);
  unused_units(facts, findings);
  constant_columns(facts, findings);
  std::ranges::stable_sort(findings, std::greater(), &Finding::severity);
  for (Finding& finding : findings) finding.cure = text_of(finding.changes);
  return findings;
}

}  // namespace reluscope
