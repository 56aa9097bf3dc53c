#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <doctest/doctest.h>
#include <random>
#include <string>
#include <vector>

#include "data/csv_options.hpp"
#include "data/gzip.hpp"
#include "data/read_table.hpp"
#include "support/error_message.hpp"

using namespace reluscope;

TEST_SUITE("read table blocks") {

namespace {

constexpr std::size_t k_columns = 5;

std::string random_number(std::mt19937_64& random) {
  const auto n = [&] { return std::to_string(random() % 1'000'000); };
  switch (random() % 16) {
    case 0:
      return n() + "e-" + std::to_string(random() % 40);
    case 1:
      return "+" + n();
    case 2:
      return "0." + n() + n() + n() + n();
    case 3:
      return std::to_string(random());
    case 4:
      return std::to_string(random() % 10);
    default:
      return (random() % 2 == 0 ? "-" : "") + std::to_string(random() % 100) + "." + n();
  }
}

/// Several blocks of numbers, in every way to write them and to end a line.
struct ManyRows {
  std::string content = "a,b,c,d,y\n";
  std::vector<float> cells;
  std::vector<std::uint32_t> lines;

  ManyRows() {
    std::mt19937_64 random(1);
    for (std::uint32_t line = 2; content.size() < (std::size_t{5} << 20); ++line) {
      for (std::size_t c = 0; c < k_columns; ++c) {
        const std::string number = random_number(random);
        cells.push_back(static_cast<float>(std::strtod(number.c_str(), nullptr)));
        const std::uint64_t way = random() % 40;
        if (c > 0) content += ',';
        content += way == 0 ? '"' + number + '"' : way == 1 ? "  " + number + ' ' : number;
      }
      lines.push_back(line);
      content += random() % 2 == 0 ? "\n" : "\r\n";
      if (random() % 50 == 0) content += '\n', ++line;
    }
  }
};

Table read(const TemporaryFile& file, unsigned threads) {
  DataOptions options = csv_options(file);
  return read_table(options, threads);
}

std::vector<float> cells_of(const Table& table) {
  std::vector<float> all;
  for (std::size_t j = 0; j < table.cells.rows(); ++j) {
    for (const float cell : table.cells.row(j)) all.push_back(cell);
    all.push_back(static_cast<float>(table.targets[j]));
  }
  return all;
}

bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return std::ranges::equal(
      a, b, [](float x, float y) { return std::bit_cast<std::uint32_t>(x) == std::bit_cast<std::uint32_t>(y); });
}

}  // namespace

TEST_CASE("every number of a large file is what strtod makes of it, plain or packed, with one thread or two") {
  const ManyRows rows;
  for (const std::string& content : {rows.content, gzipped(rows.content)}) {
    const TemporaryFile file(content);
    const std::string sum = read(file, 1).sha256;
    for (const unsigned threads : {1U, 2U}) {
      const Table table = read(file, threads);
      CHECK(same_bits(cells_of(table), rows.cells));
      CHECK((table.lines == rows.lines));
      CHECK(table.sha256 == sum);
    }
  }
}

TEST_CASE("a column that turns out to be text far down is read again, with one thread or two") {
  const ManyRows rows;
  const TemporaryFile file(rows.content + "1,2,3,x,5\n");
  for (const unsigned threads : {1U, 2U}) {
    DataOptions options = csv_options(file);
    options.table.max_categories = rows.lines.size();
    options.table.categorical = {"d"};
    const Table table = read_table(options, threads);
    CHECK(table.columns[3].is_text());
    CHECK(table.columns[3].categories.back() == "x");
    CHECK(table.cells.rows() == rows.lines.size() + 1);
    CHECK(table.cells.row(rows.lines.size() - 1)[0] == rows.cells[rows.cells.size() - k_columns]);
  }
}

TEST_CASE("an error far down has the same words with one thread and with two") {
  const ManyRows rows;
  const std::string line = std::to_string(std::ranges::count(rows.content, '\n') + 1);
  const std::string packed = gzipped(rows.content);
  const auto complaint = [](const std::string& content, unsigned threads) {
    const TemporaryFile file(content);
    const std::string message = error_message([&] { read(file, threads); });
    REQUIRE_MESSAGE(message.starts_with(file.path()), message);
    return message.substr(file.path().size());
  };
  for (const unsigned threads : {1U, 2U}) {
    const std::string more = rows.content.substr(rows.content.find('\n') + 1);
    CHECK(complaint(rows.content + "1,,3,4,5\n" + more, threads) ==
          ":" + line + ": missing values: column 'b' 1 (first on line " + line +
              "); use --missing drop or --missing mean");
    CHECK(
        complaint(rows.content + "1,2,3,4\n", threads).starts_with(":" + line + ": 4 cells where the header has 5; "));
    CHECK(complaint(rows.content + std::string(1, '\0'), threads) ==
          ": not a text file (it holds NUL bytes); export the table as CSV in UTF-8");
    CHECK(complaint(packed.substr(0, packed.size() / 2), threads) ==
          ": the gzip stream ends early; the file is cut off, fetch it again");
  }
}

}  // TEST_SUITE("read table blocks")
