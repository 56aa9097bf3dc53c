#include "data/column_summary.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>
#include <unordered_map>

#include "support/number.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// The values of each feature.
void count_distinct(const Table& table, std::vector<DistinctCounter>& counters) {
  constexpr std::size_t k_rows_between_checks = 256;
  std::vector<std::size_t> open(counters.size());
  std::iota(open.begin(), open.end(), 0);
  for (std::size_t j = 0; j < table.cells.rows(); ++j) {
    const std::span<const float> row = table.cells.row(j);
    for (const std::size_t c : open)
      if (!std::isnan(row[c])) counters[c].add(row[c]);
    if (j % k_rows_between_checks == 0) std::erase_if(open, [&](std::size_t c) { return counters[c].is_full(); });
  }
}

/// Of both together (Chan, Golub & LeVeque 1979).
ColumnStatistics merged(const ColumnStatistics& a, const ColumnStatistics& b) {
  if (a.count == 0 || b.count == 0) return a.count == 0 ? b : a;
  const auto n = static_cast<double>(a.count), m = static_cast<double>(b.count);
  const double apart = b.mean - a.mean;
  const double squares =
      n * a.deviation * a.deviation + m * b.deviation * b.deviation + apart * apart * n * m / (n + m);
  return {.count = a.count + b.count,
          .mean = a.mean + apart * m / (n + m),
          .deviation = std::sqrt(squares / (n + m)),
          .min = std::min(a.min, b.min),
          .max = std::max(a.max, b.max)};
}

/// The number that a float32 was rounded from: 0.1 for 0.10000000149.
double written(double number) {
  const auto rounded = static_cast<float>(number);
  return static_cast<double>(rounded) == number ? *parse_number(to_shortest(rounded)) : number;
}

void set_numbers(ColumnSummary& summary, const ColumnStatistics& statistics) {
  if (statistics.count == 0) return;
  summary.min = written(statistics.min);
  summary.max = written(statistics.max);
  summary.mean = statistics.mean;
  summary.deviation = statistics.deviation;
}

ColumnSummary target_summary(const Table& table) {
  const Column& target = table.target();
  ColumnSummary summary{.name = target.name, .kind = ColumnUse::target, .reading = target.reading};
  summary.missing = static_cast<std::int64_t>(target.missing);
  if (target.is_text()) {
    summary.distinct = static_cast<std::int64_t>(target.categories.size());
    return summary;
  }
  DistinctCounter counter;
  for (const double value : table.targets) counter.add(static_cast<float>(value));
  summary.distinct =
      table.target_values.empty() ? counter.count() : static_cast<std::int64_t>(table.target_values.size());
  std::vector<std::uint32_t> rows(table.targets.size());
  std::iota(rows.begin(), rows.end(), 0U);
  set_numbers(summary, target_statistics(table, rows));
  return summary;
}

std::vector<ColumnSummary> summaries_of(const Table& table, std::span<const ColumnStatistics> statistics,
                                        std::span<const DistinctCounter> distinct) {
  std::unordered_map<std::string_view, const Column*> by_name;
  for (const Column& column : table.columns) by_name.emplace(column.name, &column);
  std::vector<ColumnSummary> summaries;
  for (const std::string& name : table.file_columns) {
    const auto found = by_name.find(name);
    const Column* const column = found == by_name.end() ? nullptr : found->second;
    if (column == nullptr) {
      summaries.push_back({.name = name});
    } else if (const auto c = static_cast<std::size_t>(column - table.columns.data()); c < table.features().size()) {
      ColumnSummary summary{
          .name = name, .kind = *value_named<ColumnUse>(name_of(column->kind)), .reading = column->reading};
      summary.distinct = distinct[c].count();
      summary.missing = static_cast<std::int64_t>(column->missing);
      if (!column->is_text()) set_numbers(summary, statistics[c]);
      summaries.push_back(std::move(summary));
    } else {
      summaries.push_back(target_summary(table));
    }
  }
  return summaries;
}

}  // namespace

void DistinctCounter::add(float value) {
  if (value >= 0 && value < k_small && value == std::floor(value))
    m_small.set(static_cast<std::size_t>(value));
  else if (m_others.size() <= k_most)
    m_others.insert(value);
}

std::optional<std::int64_t> DistinctCounter::count() const {
  if (is_full()) return std::nullopt;
  return static_cast<std::int64_t>(m_small.count() + m_others.size());
}

std::vector<ColumnSummary> column_summaries(const Table& table, std::span<const ColumnStatistics> training,
                                            std::span<const std::uint32_t> held_out_rows) {
  std::vector<ColumnStatistics> statistics = column_statistics(table, held_out_rows);
  for (std::size_t c = 0; c < statistics.size(); ++c) statistics[c] = merged(training[c], statistics[c]);
  std::vector<DistinctCounter> distinct(table.cells.columns());
  count_distinct(table, distinct);
  return summaries_of(table, statistics, distinct);
}

void ColumnTally::add(const Table& block) {
  std::vector<std::uint32_t> rows(block.cells.rows());
  std::iota(rows.begin(), rows.end(), 0U);
  const std::vector<ColumnStatistics> statistics = column_statistics(block, rows);
  m_statistics.resize(statistics.size());
  m_distinct.resize(statistics.size());
  for (std::size_t c = 0; c < statistics.size(); ++c) m_statistics[c] = merged(m_statistics[c], statistics[c]);
  count_distinct(block, m_distinct);
}

std::vector<ColumnSummary> ColumnTally::summaries(const Table& block) const {
  return summaries_of(block, m_statistics, m_distinct);
}

}  // namespace reluscope
