#include <algorithm>
#include <cctype>
#include <unordered_set>

#include "data/text_decoder.hpp"
#include "run/options/option_groups.hpp"
#include "run/run_options.hpp"
#include "support/error.hpp"
#include "support/utf8.hpp"

namespace reluscope {
namespace {

char read_decimal(const std::string& text) {
  if (text == "auto") return 0;
  if (text != "." && text != ",") fail_choice("--decimal", text, {"auto", ".", ","});
  return text.front();
}

std::optional<DateOrder> read_date_order(const std::string& text) {
  if (text == "auto") return std::nullopt;
  if (text != "dmy" && text != "mdy") fail_choice("--dates", text, {"auto", "dmy", "mdy"});
  return value_named<DateOrder>(text);
}

std::string read_thousands(const std::string& text) {
  if (text == "space") return " ";
  const bool is_digit = text.size() == 1 && std::isalnum(static_cast<unsigned char>(text.front())) != 0;
  const bool is_one =
      !text.empty() && first_code_point(text).length == text.size() && !is_hidden(first_code_point(text).value);
  if (!is_one || is_digit || text == "-" || text == "+")
    throw UserError("--thousands: " + in_quotes(text) +
                    " is not one character between digits, such as , or ', or space");
  return text;
}

char read_comment(const std::string& text) {
  const bool fits = text.size() == 1 && std::ispunct(static_cast<unsigned char>(text.front())) != 0 &&
                    std::string_view("\"+-.").find(text.front()) == std::string_view::npos;
  if (!fits)
    throw UserError("--comment: " + in_quotes(text) +
                    " is not one character that can begin a comment, such as '#' or %");
  return text.front();
}

std::string character_text(char character) { return character == 0 ? "" : std::string(1, character); }

char read_delimiter(const std::string& text) {
  if (text == "tab" || text == "\\t" || text == "\t") return '\t';
  if (text == "space" || text == " ") return ' ';
  const bool fits = text.size() == 1 && std::ispunct(static_cast<unsigned char>(text.front())) != 0 &&
                    std::string_view("\"'+-.").find(text.front()) == std::string_view::npos;
  if (!fits)
    throw UserError("--delimiter: " + in_quotes(text) +
                    " is not one character that can separate cells, such as ; or |, or tab");
  return text.front();
}

std::string delimiter_text(char delimiter) {
  if (delimiter == 0) return "";
  return delimiter == '\t' ? "tab" : delimiter == ' ' ? "space" : std::string(1, delimiter);
}

void add_new(const std::vector<std::string>& texts, std::vector<std::string>& all) {
  std::unordered_set<std::string> known(all.begin(), all.end());
  for (const std::string& text : texts)
    if (known.insert(text).second) all.push_back(text);
}

}  // namespace

void add_notations(OptionTable& table, TableOptions& data) {
  table.add(
      Option::Kind::list, "--na", "WORDS", "more texts that mean a missing cell, beside those that pandas knows and ?",
      [&data](const std::vector<std::string>& tokens) { add_new(tokens, data.na_tokens); },
      [&data] { return Value(data.na_tokens); });
  table
      .add_single(
          "--delimiter", "C", "between cells: a character, tab, or space for runs of blanks",
          [&data](const std::string& text) { data.delimiter = read_delimiter(text); },
          [&data] { return text_or_null(delimiter_text(data.delimiter)); })
      .by_default("detected among , ; | tab space");
  table
      .add_single(
          "--decimal", "", "the sign before the decimals of a number",
          [&data](const std::string& text) { data.decimal = read_decimal(text); },
          [&data] { return Value(data.decimal == 0 ? "auto" : std::string(1, data.decimal)); })
      .by_default("auto")
      .words = {"auto", ".", ","};
  table
      .add_single(
          "--thousands", "C", "between the groups of three digits of a number",
          [&data](const std::string& text) { data.thousands = read_thousands(text); },
          [&data] { return text_or_null(data.thousands); })
      .by_default("as each column shows");
  table
      .add_single(
          "--dates", "", "the order of day and month, if a file does not show it",
          [&data](const std::string& text) { data.dates = read_date_order(text); },
          [&data] { return Value(std::string(data.dates ? name_of(*data.dates) : "auto")); })
      .by_default("auto")
      .words = {"auto", "dmy", "mdy"};
  table
      .add_single(
          "--comment", "C", "lines that begin with this character are left out",
          [&data](const std::string& text) { data.comment = read_comment(text); },
          [&data] { return text_or_null(character_text(data.comment)); })
      .by_default("none");
  table.add_number("--skip-rows", "N", "lines to leave out before the header", data.skip_rows, &read_whole_from<0>)
      .suggest_for({"skiprows", "skip"});
  table
      .add_single(
          "--encoding", "NAME", "of the text, as iconv names it",
          [&data](const std::string& text) { encoding_named(data.text_encoding = text); },
          [&data] { return text_or_null(data.text_encoding); })
      .by_default("as a byte order mark says; UTF-8, or else Windows-1252");
  table.add_flag("--no-header", "the first line is data; columns are column_1, column_2, …", data.header, false);
}

void add_reading_options(OptionTable& table, TableOptions& data) {
  table.add_choice("--missing", "what to do with a missing cell", data.missing);
  add_notations(table, data);
}

}  // namespace reluscope
