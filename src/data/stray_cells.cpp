#include "data/stray_cells.hpp"

#include <algorithm>
#include <cctype>

#include "support/error.hpp"
#include "support/shell.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_most_named = 8;     // cells of a column
constexpr std::size_t k_longest_word = 40;  // that somebody writes for a missing value

bool are_on(const std::vector<Occurrence>& cells, std::size_t line) {
  return !cells.empty() && std::ranges::all_of(cells, [&](const Occurrence& cell) {
    return cell.first_line == line && cell.last_line == line;
  });
}

std::string named(const std::vector<Occurrence>& cells) {
  std::vector<std::string> texts;
  for (const Occurrence& cell : cells)
    texts.push_back(in_quotes(cell.text) +
                    (cell.count == 1
                         ? " (line "
                         : " (" + with_thousands(static_cast<std::int64_t>(cell.count)) + " times, first on line ") +
                    std::to_string(cell.first_line) + ")");
  return join_at_most(texts, k_most_named);
}

bool has_letters(const std::vector<Occurrence>& cells) {
  return std::ranges::any_of(cells, [](const Occurrence& cell) {
    return std::ranges::any_of(cell.text, [](unsigned char c) { return std::isalpha(c) != 0; });
  });
}

bool has_hidden(const Occurrence& cell) { return one_line(cell.text) != cell.text; }

}  // namespace

void StrayCells::add(const SurveyedColumn& surveyed) {
  const ColumnSurvey& survey = surveyed.survey;
  const std::size_t alike = survey.most_alike();
  if (alike < 2 || (surveyed.is_target && m_options.task == Task::classification)) return;
  const std::vector<Occurrence> cells = survey.strays();
  if (cells.empty()) check_options(surveyed, survey.number_count() < alike);
  const bool is_declared = std::ranges::find(m_options.features, surveyed.column.name) != m_options.features.end();
  const bool mostly = 10 * alike >= (is_declared ? 5 : 9) * survey.present();
  const bool at_border =
      alike + 1 == survey.present() && (are_on(cells, m_file.first_line) || are_on(cells, m_file.last_line));
  if (mostly || at_border)
    m_found.push_back({surveyed.column, cells, surveyed.is_target, survey.number_count() < alike});
}

void StrayCells::check_options(const SurveyedColumn& surveyed, bool are_dates) const {
  std::vector<std::string> given;
  if (are_dates && m_options.dates) given.push_back("--dates " + std::string(name_of(*m_options.dates)));
  if (!are_dates && m_options.decimal != 0) given.push_back(std::string("--decimal ") + m_options.decimal);
  if (!are_dates && !m_options.thousands.empty()) given.push_back("--thousands " + shell_word(m_options.thousands));
  if (given.empty()) return;
  const ColumnSurvey& survey = surveyed.survey;
  const std::string& cell = are_dates ? survey.example() : survey.depends_on_decimal().value_or(survey.example());
  throw UserError(m_file.name + ": " + surveyed.column.title() + " holds " + (are_dates ? "dates" : "numbers") +
                  ", but not as " + joined(given, " and ") + " says: " + in_quotes(cell) + "; leave " +
                  (given.size() == 1 ? "the option" : "one of the options") + " out, or correct the cells");
}

bool StrayCells::all_on(std::size_t line) const {
  return std::ranges::all_of(m_found, [&](const Found& found) { return are_on(found.cells, line); });
}

std::string StrayCells::cure() const {
  if (std::ranges::any_of(m_found, [](const Found& found) { return std::ranges::any_of(found.cells, has_hidden); }))
    return "remove the characters that cannot be seen";
  std::vector<std::string> words, features;
  bool target = false;
  bool are_short = true;
  for (const Found& found : m_found) {
    target = target || found.is_target;
    if (!found.is_target) features.push_back(found.column.name);
    for (const Occurrence& cell : found.cells) are_short = are_short && cell.text.size() <= k_longest_word;
    for (const Occurrence& cell : found.cells)
      if (words.size() <= 2 * k_most_named && std::ranges::find(words, cell.text) == words.end())
        words.push_back(cell.text);
  }
  std::string cure = "fix the cells";
  if (are_short && words.size() <= 2 * k_most_named)
    cure = "if missing values are meant, use " + with_list("--na", words) +
           (m_options.missing == MissingPolicy::error || target ? " --missing drop" : "") + ", else " + cure;
  if (target) cure += ", or use --task classification to take every value for a class";
  if (!features.empty())
    cure += m_file.leaves_texts_out
                ? ", or leave the column out with " + with_list("--drop", features)
                : ", or use " + with_list("--categorical", features) + " to take every value for a category";
  return cure;
}

void StrayCells::check() const {
  if (m_found.empty()) return;
  std::vector<std::string> columns;
  std::size_t line = m_found.front().cells.empty() ? m_file.first_line : m_found.front().cells.front().first_line;
  for (const Found& found : m_found) {
    if (!found.cells.empty()) line = std::min(line, found.cells.front().first_line);
    columns.push_back("column " + in_quotes(found.column.name) + " holds " + (found.are_dates ? "dates" : "numbers") +
                      " but for " + named(found.cells));
  }
  std::string guess;
  const bool is_text = m_options.path.ends_with(".csv") || m_options.path.ends_with(".txt");
  const auto remove = [&](std::size_t number) {
    return "? Remove it" +
           (is_text ? ", as with sed " + std::to_string(number) + "d " + path_word(m_options.path) : "") + "; ";
  };
  if (all_on(m_file.first_line))
    guess = "is line " + std::to_string(line) + " a row of units" + remove(line);
  else if (all_on(m_file.last_line) &&
           std::ranges::any_of(m_found, [](const Found& found) { return has_letters(found.cells); }))
    guess = "is line " + std::to_string(line) + " a total or a note" + remove(line);
  throw UserError(m_file.name + ":" + std::to_string(line) + ": " + join_at_most(columns, 6) + "; " +
                  (m_file.missing.empty() ? "" : "cells are missing in " + m_file.missing + "; ") + guess + cure());
}

}  // namespace reluscope
