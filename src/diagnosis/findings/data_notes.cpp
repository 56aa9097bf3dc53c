#include "diagnosis/findings/data_notes.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "diagnosis/findings/near_constants.hpp"
#include "diagnosis/findings/wording.hpp"
#include "diagnosis/statistics.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

std::vector<std::string> with(std::vector<std::string> names, const std::vector<std::string>& more) {
  std::unordered_set<std::string> known(names.begin(), names.end());
  for (const std::string& name : more)
    if (known.insert(name).second) names.push_back(name);
  return names;
}

void constant_features(const RunFacts& run, Findings& findings) {
  const std::vector<std::string>& names = run.dataset.constant_features;
  if (names.empty() || names.size() == run.dataset.encoding.features.size()) return;  // see constant-inputs
  findings.push_back(
      {"constant-feature",
       Severity::info,
       pluralized(static_cast<std::int64_t>(names.size()), "column") + (names.size() == 1 ? " has" : " have") +
           " one value on all training rows: " + one_line(join_at_most(names)),
       {{"features", names}},
       run.dataset.encoding.model.empty() ? "leave them out: they tell the network nothing"
                                          : "the model was trained with them: check that they hold what they held then",
       run.dataset.encoding.model.empty() ? OptionChanges{{"drop", with(run.table.drop, names)}} : OptionChanges{}});
}

void near_constants(const RunFacts& run, Findings& findings) {
  const std::vector<NearConstant> columns = near_constants_of(run.dataset);
  if (columns.empty()) return;
  std::vector<std::string> names;
  for (const NearConstant& column : columns) names.push_back(column.name);
  const NearConstant& first = columns.front();
  findings.push_back(
      {"nearly-constant-feature",
       Severity::info,
       pluralized(static_cast<std::int64_t>(columns.size()), "input") + (columns.size() == 1 ? " has" : " have") +
           " one value on almost all training rows: " + one_line(join_at_most(names, 5)) + "; " +
           in_quotes(first.name) + " has another on " + pluralized(first.rows, "row") + ", " +
           to_significant(first.deviations) + " standard deviations from the mean",
       {{"features", names}, {"rows", first.rows}, {"deviations", first.deviations}},
       "leave them out unless those rows matter",
       run.dataset.encoding.model.empty() ? OptionChanges{{"drop", with(run.table.drop, names)}} : OptionChanges{}});
}

void few_rows(const RunFacts& run, Findings& findings) {
  const auto rows = static_cast<std::int64_t>(run.dataset.training.rows());
  const double resolved = upper_bound_95(0, rows);
  if (resolved <= run.sparse_below || (run.count("dead") == 0 && run.count("sparse") == 0)) return;
  findings.push_back({"few-rows",
                      Severity::info,
                      pluralized(rows, "training row") +
                          " cannot tell a unit that never fires from one that fires on fewer than " +
                          percent(resolved) + " of inputs like these",
                      {{"rows", rows}, {"rate", resolved}},
                      "use more rows to be surer; until then read 'dead' as dead on these rows"});
}

std::int64_t units_that(const RunFacts& run, auto&& holds) {
  std::int64_t count = 0;
  for (const LayerDiagnosis& layer : run.layers) count += std::ranges::count_if(layer.units, holds);
  return count;
}

void held_out(const RunFacts& run, Findings& findings) {
  const auto rows = static_cast<std::int64_t>(run.dataset.validation.rows());
  if (rows == 0) return;
  const std::int64_t alive = units_that(run, [](const UnitDiagnosis& unit) { return unit.unseen_data; });
  if (alive > 0)
    findings.push_back({"alive-held-out",
                        Severity::info,
                        pluralized(alive, "dead unit") + (alive == 1 ? " fires" : " fire") +
                            " on validation rows: dead on the training rows, not for every input",
                        {{"units", alive}, {"validation_rows", rows}},
                        "do not remove " + std::string(alive == 1 ? "it" : "them") +
                            "; the training rows lack a kind of row that the validation rows have"});
  if (!traits_of(run.network.activation().kind).is_rectifier) return;
  const std::int64_t silent = units_that(run, [](const UnitDiagnosis& unit) {
    return unit.status != UnitStatus::dead && unit.validation && unit.validation->active_rows == 0;
  });
  if (silent > 0)
    findings.push_back({"silent-held-out",
                        Severity::info,
                        pluralized(silent, "unit") + (silent == 1 ? " fires" : " fire") +
                            " on training rows but on no validation row: on fewer than " +
                            percent(upper_bound_95(0, rows)) + " of rows like those, with 95 % confidence",
                        {{"units", silent}, {"validation_rows", rows}},
                        "check for outliers among the training rows that " +
                            std::string(silent == 1 ? "it fires" : "they fire") + " on"});
}

Finding worded(const RunFacts& run, const DataNotice& notice) {
  using Kind = DataNotice::Kind;
  Finding finding{.severity = Severity::warning, .evidence = {{"column", notice.column}}};
  const std::string column = "column " + in_quotes(notice.column);
  switch (notice.kind) {
    case Kind::unnamed_column:
      finding.code = "unnamed-column";
      finding.message = column + " has no name in the header: an index that R or pandas wrote?";
      finding.advice = "if so, leave it out";
      finding.changes = {{"drop", with(run.table.drop, {notice.column})}};
      break;
    case Kind::row_counter:
      finding.code = "row-counter";
      finding.message = column + " counts the rows: an identifier?";
      finding.advice = "if so, leave it out";
      finding.changes = {{"drop", with(run.table.drop, {notice.column})}};
      break;
    case Kind::numeric_header:
      finding.code = "numeric-header";
      finding.message = "the header holds nothing but numbers: is it the first row of data?";
      finding.evidence.clear();
      finding.advice = "if so, say that there is no header";
      finding.changes = {{"no-header", {}}};
      break;
    case Kind::text_among_numbers:
      finding.code = "text-among-numbers";
      finding.message = column +
                        " is one-hot encoded, though most of its values are numbers: " + in_quotes(notice.cell) +
                        " on line " + std::to_string(notice.line) + " is not";
      finding.evidence.emplace_back("cell", notice.cell);
      finding.evidence.emplace_back("line", static_cast<std::int64_t>(notice.line));
      finding.advice = "if it means a missing value, say so";
      finding.changes = {{"na", with(run.table.na_tokens, {notice.cell})}};
      break;
  }
  return finding;
}

}  // namespace

void add_data_notes(const RunFacts& run, bool with_units, Findings& findings) {
  if (with_units) {
    held_out(run, findings);
    few_rows(run, findings);
  }
  constant_features(run, findings);
  near_constants(run, findings);
  for (const DataNotice& notice : run.dataset.notices) findings.push_back(worded(run, notice));
}

}  // namespace reluscope
