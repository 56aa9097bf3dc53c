#include "data/column_kinds.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "data/stray_cells.hpp"
#include "support/error.hpp"
#include "support/text.hpp"
#include "support/utf8.hpp"

namespace reluscope {
namespace {

[[noreturn]] void fail_at(const FileEvidence& file, std::size_t line, const std::string& message) {
  throw UserError(file.name + ":" + std::to_string(line) + ": " + message);
}

/// Which of two readings the file shows elsewhere.
struct Evidence {
  bool first = false, second = false;

  bool settles() const { return first != second; }
};

/// The notation with this decimal sign, if it fits all cells and what the options say.
std::optional<NumberNotation> allowed_numbers(const ColumnSurvey& survey, char decimal, const TableOptions& options) {
  if (options.decimal != 0 && options.decimal != decimal) return std::nullopt;
  if (options.thousands.starts_with(decimal)) return std::nullopt;
  std::optional<NumberNotation> notation = survey.numbers(decimal);
  const bool fits = notation && (options.thousands.empty() || notation->separator.empty() ||
                                 notation->separator == options.thousands);
  return fits ? notation : std::nullopt;
}

std::optional<DateNotation> allowed_dates(const ColumnSurvey& survey, DateOrder order, const TableOptions& options) {
  const bool fits = !options.dates || order == DateOrder::ymd || order == *options.dates;
  return fits ? survey.dates(order) : std::nullopt;
}

/// Of columns in which only one decimal sign is possible: first the point, second the comma.
Evidence decimal_evidence(const std::vector<SurveyedColumn>& columns, const FileEvidence& file,
                          const TableOptions& options) {
  Evidence evidence{.first = file.has_decimal_points};
  for (const auto& [column, survey, is_target] : columns) {
    const bool point = allowed_numbers(survey, '.', options).has_value();
    const bool comma = allowed_numbers(survey, ',', options).has_value();
    if (point == comma || !survey.depends_on_decimal()) continue;
    (point ? evidence.first : evidence.second) = true;
  }
  return evidence;
}

/// Of columns in which only one order is possible: first the day, second the month.
Evidence order_evidence(const std::vector<SurveyedColumn>& columns, const TableOptions& options) {
  Evidence evidence;
  for (const auto& [column, survey, is_target] : columns) {
    const bool dmy = allowed_dates(survey, DateOrder::dmy, options).has_value();
    const bool mdy = allowed_dates(survey, DateOrder::mdy, options).has_value();
    if (dmy != mdy) (dmy ? evidence.first : evidence.second) = true;
  }
  return evidence;
}

std::optional<NumberNotation> decide_numbers(const SurveyedColumn& surveyed, Evidence evidence,
                                             const FileEvidence& file, const TableOptions& options) {
  const ColumnSurvey& survey = surveyed.survey;
  const std::optional<NumberNotation> point = allowed_numbers(survey, '.', options),
                                      comma = allowed_numbers(survey, ',', options);
  if (!point || !comma) return point ? point : comma;
  if (!survey.depends_on_decimal()) return point;
  if (!evidence.first && !evidence.second) evidence = {.first = file.delimiter == ',', .second = file.delimiter == ';'};
  if (evidence.settles()) return evidence.first ? point : comma;
  const std::string& cell = *survey.depends_on_decimal();
  fail_at(file, file.first_line,
          surveyed.column.title() + ": " + in_quotes(cell) + " could be " + to_shortest(*point->read(cell)) + " or " +
              to_shortest(*comma->read(cell)) + ", and nothing in the file settles it; use --decimal . or --decimal ,");
}

std::optional<DateNotation> decide_dates(const SurveyedColumn& surveyed, Evidence evidence, const FileEvidence& file,
                                         const TableOptions& options) {
  const ColumnSurvey& survey = surveyed.survey;
  const std::optional<DateNotation> ymd = allowed_dates(survey, DateOrder::ymd, options),
                                    dmy = allowed_dates(survey, DateOrder::dmy, options),
                                    mdy = allowed_dates(survey, DateOrder::mdy, options);
  if (ymd) return ymd;
  if (!dmy || !mdy) return dmy ? dmy : mdy;
  if (!survey.ambiguous_date()) return dmy;
  if (evidence.settles()) return evidence.first ? dmy : mdy;
  fail_at(file, file.first_line,
          surveyed.column.title() + ": in " + in_quotes(*survey.ambiguous_date()) +
              " either number could be the month; use --dates dmy or --dates mdy");
}

std::string described(const NumberNotation& notation) {
  std::string text = "numbers";
  if (notation.decimal == ',') text += " with a decimal comma";
  if (notation.after == "%" || notation.after == "‰") text += ", not divided by 100";
  return text;
}

/// "2024-03-31", or with a time of day.
std::string moment(double value, const DateNotation& dates) {
  using namespace std::chrono;
  const double seconds = dates.in_seconds ? value : value * 86'400;
  const auto day = static_cast<int>(std::floor(seconds / 86'400));
  const year_month_day date{sys_days(days(day))};
  const auto two = [](long number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  std::string text = std::to_string(static_cast<int>(date.year())) + "-" +
                     two(static_cast<long>(static_cast<unsigned>(date.month()))) + "-" +
                     two(static_cast<long>(static_cast<unsigned>(date.day())));
  if (!dates.in_seconds) return text;
  const auto left = static_cast<long>(seconds - 86'400.0 * day);
  return text + " " + two(left / 3600) + ":" + two(left / 60 % 60) + ":" + two(left % 60);
}

/// A note for columns that are read alike.
struct Note {
  std::vector<std::string> columns;
  std::string reading, example;

  std::string text() const {
    return (columns.size() == 1 ? "column " : "columns ") + join_at_most(columns) +
           (columns.size() == 1 ? " is read as " : " are read as ") + reading + (example.empty() ? "" : ": " + example);
  }
};

class Notes {
 public:
  void add(const Column& column, const std::string& example) {
    const auto alike = std::ranges::find(m_notes, column.reading, &Note::reading);
    if (alike != m_notes.end() && column.kind != ColumnKind::date)
      alike->columns.push_back(in_quotes(column.name));
    else
      m_notes.push_back({{in_quotes(column.name)}, column.reading, example});
  }
  std::vector<std::string> texts() const {
    std::vector<std::string> texts;
    for (const Note& note : m_notes) texts.push_back(note.text());
    return texts;
  }

 private:
  std::vector<Note> m_notes;
};

}  // namespace

std::vector<std::string> decide_kinds(std::vector<SurveyedColumn>& columns, const FileEvidence& file,
                                      const TableOptions& options) {
  const Evidence decimal = decimal_evidence(columns, file, options), order = order_evidence(columns, options);
  StrayCells strays(file, options);
  Notes notes;
  for (SurveyedColumn& surveyed : columns) {
    auto& [column, survey, is_target] = surveyed;
    const std::string example = in_quotes(survey.example()) + " is ";
    const auto numbers = decide_numbers(surveyed, decimal, file, options);
    const bool are_labels = is_target && survey.has_long_numbers() && options.task != Task::regression &&
                            (survey.different() <= k_most_automatic_classes || options.task == Task::classification);
    if (numbers && !are_labels) {
      column.kind = ColumnKind::numeric;
      column.numbers = numbers;
      column.reading = described(*numbers);
      notes.add(column, example + to_shortest(*numbers->read(survey.example())));
    } else if (const auto words = survey.booleans(); words && !is_target) {
      column.kind = ColumnKind::boolean;
      column.booleans = *words;
      column.reading = (*words)[0] + " = 0, " + (*words)[1] + " = 1";
      notes.add(column, "");
    } else if (const auto dates = decide_dates(surveyed, order, file, options)) {
      column.kind = ColumnKind::date;
      column.dates = *dates;
      const double value = *dates->read(survey.example());
      column.reading = std::string(dates->in_seconds ? "seconds" : "days");
      notes.add(column, in_quotes(survey.example()) + " is " + moment(value, *dates) +
                            ", and the number is the distance from the column's first");
    } else {
      column.kind = ColumnKind::categorical;
      column.reading = is_target ? "classes" : "categories";
      if (survey.first_text()) {
        column.text = survey.first_text()->text;
        column.text_line = survey.first_text()->first_line;
      }
      if (!numbers) strays.add(surveyed);
    }
  }
  strays.check();
  return notes.texts();
}

}  // namespace reluscope
