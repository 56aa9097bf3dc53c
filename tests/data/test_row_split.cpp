#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <map>
#include <random>
#include <set>

#include "data/row_split.hpp"
#include "support/error_message.hpp"

using namespace reluscope;

TEST_SUITE("row split") {

namespace {

Table table_of(std::size_t rows) {
  Table table;
  table.cells = Cells(1);
  for (std::size_t j = 0; j < rows; ++j) table.cells.add_row()[0] = 0;
  return table;
}

/// How often each value is among those of the rows.
std::map<std::int32_t, std::size_t> counts(const std::vector<std::uint32_t>& rows, const auto& values) {
  std::map<std::int32_t, std::size_t> counts;
  for (const std::uint32_t row : rows) ++counts[static_cast<std::int32_t>(values[row])];
  return counts;
}

void check_is_partition(const RowSplit& split, std::size_t rows) {
  std::vector<std::uint32_t> all = split.training;
  all.insert(all.end(), split.validation.begin(), split.validation.end());
  CHECK(std::ranges::is_sorted(split.training));
  CHECK(std::ranges::is_sorted(split.validation));
  std::ranges::sort(all);
  REQUIRE(all.size() == rows);
  for (std::uint32_t j = 0; j < rows; ++j) REQUIRE(all[j] == j);
}

}  // namespace

TEST_CASE("every class is held out in proportion, and is on both sides if it has two rows") {
  std::mt19937_64 random(1);
  for (int round = 0; round < 200; ++round) {
    const std::size_t rows = 20 + random() % 400, classes = 2 + random() % 8;
    const double fraction = 0.05 + 0.9 * static_cast<double>(random() % 1000) / 1000;
    std::vector<std::int32_t> labels(rows);
    for (auto& label : labels) label = static_cast<std::int32_t>(std::min(random() % classes, random() % classes));
    const RowSplit split = split_rows(table_of(rows), labels, fraction, random());
    check_is_partition(split, rows);
    const auto all = counts(
        [&] {
          std::vector<std::uint32_t> every(rows);
          for (std::uint32_t j = 0; j < rows; ++j) every[j] = j;
          return every;
        }(),
        labels);
    auto held_out = counts(split.validation, labels);
    for (const auto& [label, count] : all) {
      const double share = fraction * static_cast<double>(count);
      CHECK(std::abs(static_cast<double>(held_out[label]) - share) <= 1);
      if (count >= 2) {
        CHECK(held_out[label] >= 1);
        CHECK(held_out[label] < count);
      }
    }
  }
}

TEST_CASE("without classes, as many rows are held out as the fraction says") {
  for (const std::size_t rows : {5U, 10U, 101U}) {
    const RowSplit split = split_rows(table_of(rows), {}, 0.2, 7);
    check_is_partition(split, rows);
    CHECK(split.validation.size() == static_cast<std::size_t>(std::lround(0.2 * static_cast<double>(rows))));
  }
}

TEST_CASE("another seed holds out other rows, the same seed the same") {
  const std::vector<std::int32_t> labels(100, 0);
  CHECK(split_rows(table_of(100), labels, 0.2, 1) == split_rows(table_of(100), labels, 0.2, 1));
  CHECK_FALSE(split_rows(table_of(100), labels, 0.2, 1) == split_rows(table_of(100), labels, 0.2, 2));
  CHECK_FALSE(split_rows(table_of(100), {}, 0.2, 1) == split_rows(table_of(100), {}, 0.2, 2));
}

TEST_CASE("rows of one group stay on one side, and about the fraction is held out") {
  std::mt19937_64 random(1);
  for (int round = 0; round < 100; ++round) {
    const std::size_t rows = 200, groups = 10 + random() % 40;
    Table table = table_of(rows);
    for (std::size_t j = 0; j < rows; ++j) table.groups.push_back(static_cast<std::uint32_t>(random() % groups));
    const std::vector<std::int32_t> labels(rows, 0);
    const RowSplit split = split_rows(table, labels, 0.3, random());
    check_is_partition(split, rows);
    const auto inside = counts(split.training, table.groups), outside = counts(split.validation, table.groups);
    for (const auto& [group, count] : inside) CHECK(outside.count(group) == 0);
    CHECK(std::abs(static_cast<double>(split.validation.size()) - 60) <= 20);
  }
}

TEST_CASE("rows that cannot be parted are refused") {
  Table table = table_of(10);
  table.groups.assign(10, 0);
  CHECK(error_message([&] { split_rows(table, {}, 0.5, 0); }).find("too few to hold out a part of them") !=
        std::string::npos);
  CHECK(error_message([&] { split_rows(table_of(2), {}, 0.1, 0); }).find("2 rows are too few") != std::string::npos);
}

}  // TEST_SUITE("row split")
