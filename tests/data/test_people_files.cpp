#include <algorithm>
#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <iconv.h>
#include <random>
#include <string>
#include <vector>

#include "data/csv_options.hpp"
#include "data/target.hpp"
#include "support/error_message.hpp"
#include "support/text.hpp"

using namespace reluscope;

TEST_SUITE("people's files") {

namespace {

using Random = std::mt19937_64;

/// How a column of numbers is written.
struct Style {
  char decimal = '.';
  std::string separator, before, after;
  bool blanks = false, parentheses = false, unicode_minus = false;
};

std::string grouped(const std::string& digits, const std::string& separator) {
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i)
    text += (i > 0 && (digits.size() - i) % 3 == 0 ? separator : "") + digits[i];
  return text;
}

/// hundredths / 100 in this style.
std::string written(std::int64_t hundredths, const Style& style, Random& random) {
  const std::int64_t size = std::abs(hundredths);
  std::string text = style.before + grouped(std::to_string(size / 100), style.separator) + style.decimal +
                     std::to_string(size % 100 / 10) + std::to_string(size % 10) + style.after;
  if (hundredths < 0) text = style.parentheses ? "(" + text + ")" : (style.unicode_minus ? "\u2212" : "-") + text;
  if (style.blanks) text = std::string(random() % 3, ' ') + text + (random() % 2 == 0 ? "\u00A0" : "");
  return text;
}

const std::string& any_of(const std::vector<std::string>& choices, Random& random) {
  return choices[random() % choices.size()];
}

/// The UTF-8 text in another encoding; empty if that has not all of its characters.
std::string encoded(const std::string& text, const char* encoding) {
  const iconv_t converter = iconv_open(encoding, "UTF-8");
  std::string bytes(4 * text.size() + 4, '\0');
  char* from = const_cast<char*>(text.data());
  char* to = bytes.data();
  std::size_t left = text.size(), room = bytes.size();
  const bool is_whole = iconv(converter, &from, &left, &to, &room) == 0;
  iconv_close(converter);
  bytes.resize(is_whole ? bytes.size() - room : 0);
  return bytes;
}

/// With a byte order mark if the encoding has one; some texts stay UTF-8.
std::string in_some_encoding(const std::string& text, Random& random) {
  const std::string marked = "\uFEFF" + text;
  switch (random() % 8) {
    case 0:
      return encoded(marked, "UTF-16LE");
    case 1:
      return encoded(marked, "UTF-16BE");
    case 2:
      return encoded(marked, "UTF-32LE");
    case 3:
      return marked;
    case 4:
    case 5:
      if (const std::string bytes = encoded(text, "WINDOWS-1252"); !bytes.empty()) return bytes;
      return text;
    default:
      return text;
  }
}

std::string quoted(const std::string& cell) { return '"' + replaced(cell, "\"", "\"\"") + '"'; }

}  // namespace

TEST_CASE("random tables in random notations, dialects and encodings are read as the numbers they are") {
  Random random(1);
  int refused = 0;
  for (int round = 0; round < 2000; ++round) {
    const std::string delimiter = any_of({",", ";", "\t", "|"}, random);
    const std::string line_end = any_of({"\n", "\r\n", "\r", "\r\r\n", "\n\r"}, random);
    const char decimal = random() % 2 == 0 ? '.' : ',';
    const std::size_t columns = 2 + random() % 4, rows = 12 + random() % 300;
    std::vector<Style> styles(columns);
    for (Style& style : styles) {
      style.decimal = decimal;
      style.separator = any_of({"", "", decimal == '.' ? "," : ".", "'", " ", "\u202F", "_"}, random);
      const std::size_t affix = random() % 6;
      if (affix == 0) style.before = any_of({"$", "€ ", "CHF ", "£"}, random);
      if (affix == 1) style.after = any_of({" €", "%", " kg", " USD", "km/h"}, random);
      style.blanks = random() % 4 == 0;
      style.parentheses = random() % 4 == 0;
      style.unicode_minus = random() % 4 == 0;
    }
    std::vector<std::vector<std::int64_t>> values(rows, std::vector<std::int64_t>(columns));
    const bool has_comments = random() % 4 == 0, ends_open = random() % 4 == 0;
    const std::size_t skipped = random() % 4 == 0 ? 1 + random() % 3 : 0;
    std::vector<std::string> titles = {"Title, of a \"table\"", "1;2;3"};
    if (line_end != "\n\r") titles.emplace_back();  // two of which could be a line feed, CR LF and CR as well
    std::string content;
    for (std::size_t k = 0; k < skipped; ++k) content += any_of(titles, random) + line_end;
    for (std::size_t c = 0; c < columns; ++c) content += (c > 0 ? delimiter : "") + "c" + std::to_string(c);
    content += line_end;
    for (auto& row : values) {
      if (has_comments && random() % 5 == 0) content += "# a remark; with \"anything\", even 1,5" + line_end;
      for (std::size_t c = 0; c < columns; ++c) {
        row[c] = static_cast<std::int64_t>(random() % 20'000'000) - 10'000'000;
        const std::string cell = written(row[c], styles[c], random);
        const bool must = cell.find_first_of("\",;\t|") != std::string::npos;
        content += (c > 0 ? delimiter : "") + (must || random() % 3 == 0 ? quoted(cell) : cell);
      }
      content += line_end;
    }
    if (ends_open) content.resize(content.size() - line_end.size());
    const TemporaryFile file(in_some_encoding(content, random));
    DataOptions options = csv_options(file);
    options.table.comment = has_comments ? '#' : '\0';
    options.table.skip_rows = skipped;
    Table table;
    const std::string error = error_message([&] { table = read_table(options); });
    CAPTURE(error);
    CAPTURE(content.substr(0, 200));
    refused += !error.empty();
    if (!error.empty()) continue;
    REQUIRE(table.cells.rows() == rows);
    REQUIRE(table.columns.size() == columns);
    for (std::size_t c = 0; c < columns; ++c) {
      REQUIRE(table.columns[c].kind == ColumnKind::numeric);
      for (std::size_t j = 0; j < rows; ++j) {
        const double expected = static_cast<double>(values[j][c]) / 100;
        const double read = c + 1 < columns ? table.cells.row(j)[c] + table.columns[c].offset : table.targets[j];
        REQUIRE(std::abs(read - expected) <= 1e-7 * std::max(1.0, std::abs(expected)));
      }
    }
  }
  CHECK(refused == 0);
}

TEST_CASE("a number that could be two is settled by other columns and the delimiter, or asked for") {
  const auto first = [](const std::string& content, char decimal = 0) {
    return read_csv(content, [&](DataOptions& options) { options.table.decimal = decimal; }).targets.front();
  };
  CHECK(first("a,y\n1,\"1,234\"\n2,\"2,345\"\n") == 1234);
  CHECK(first("a;y\n1;1,234\n2;2,345\n") == 1.234);
  CHECK(first("a;y\n1.5;1,234\n2.5;2,345\n") == 1234);
  CHECK(first("a\ty\n1,5\t1,234\n2,5\t2,345\n") == 1.234);
  CHECK(first("a;y\n1,5;1.234\n2,5;2.345\n") == 1234);
  CHECK(first("a;y\n1;1.234\n2;2.5\n") == 1.234);
  CHECK(first("a\ty\n1\t1,234\n2\t2,345\n", ',') == 1.234);
  CHECK(first("a\ty\n1\t1,234\n2\t2,345\n", '.') == 1234);
  const std::string asked = error_message([&] { first("a\ty\n1\t1,234\n2\t2,345\n"); });
  CHECK(asked.find("'1,234' could be 1234 or 1.234") != std::string::npos);
  CHECK(asked.find("use --decimal . or --decimal ,") != std::string::npos);
}

TEST_CASE("day and month are settled by one date, by other columns, or asked for") {
  const auto days = [](const std::string& content) {
    const Table table = read_csv(content, [](DataOptions&) {});
    return table.cells.row(1)[0] - table.cells.row(0)[0];
  };
  CHECK(days("d,y\n01/02/2024,0\n13/02/2024,1\n") == 12);
  CHECK(days("d,y\n01/02/2024,0\n01/13/2024,1\n") == 11);
  CHECK(days("d,e,y\n01/02/2024,31/01/2024,0\n01/03/2024,01/02/2024,1\n") == 29);
  CHECK(days("d,y\n05/05/2024,0\n06/06/2024,1\n") == 32);
  CHECK(error_message([&] { days("d,y\n01/02/2024,0\n02/03/2024,1\n"); }).find("use --dates dmy or --dates mdy") !=
        std::string::npos);
}

TEST_CASE("yes and no are one input, in any case") {
  const Table table = read_csv("a,y\nYes,0\nno,1\nYES,0\n", [](DataOptions&) {});
  CHECK(table.columns[0].kind == ColumnKind::boolean);
  CHECK(table.cells.row(0)[0] == 1);
  CHECK(table.cells.row(1)[0] == 0);
  CHECK(read_csv("a,y\nt,0\nf,1\nm,0\n", [](DataOptions&) {}).columns[0].kind == ColumnKind::categorical);
}

TEST_CASE("classes of quoted numbers, and of the rows that are kept alone") {
  const auto classes = [](const std::string& content) {
    Encoding encoding;
    fit_target(read_csv(content, [](DataOptions& options) { options.table.missing = MissingPolicy::drop; }), encoding);
    return encoding.classes;
  };
  CHECK(classes("x,y\n1,\"1,000\"\n2,\"2,000\"\n3,\"1,000\"\n") == std::vector<std::string>{"1,000", "2,000"});
  CHECK(classes("x,y\n1,0\n,7\n2,1\n") == std::vector<std::string>{"0", "1"});
}

TEST_CASE("numbers far from 0 keep their differences, whatever comes first") {
  for (const std::string first : {"1700000000000", "0"}) {
    std::string content = "t,y\n" + first + ",0\n";
    for (int j = 1; j < 300; ++j) content += std::to_string(1'700'000'000'000 + j) + "," + std::to_string(j % 2) + "\n";
    const Table table = read_csv(content, [](DataOptions&) {});
    for (std::size_t j = 1; j + 1 < 300; ++j) REQUIRE(table.cells.row(j + 1)[0] - table.cells.row(j)[0] == 1);
  }
}

}  // TEST_SUITE("people's files")
