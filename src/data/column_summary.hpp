#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "data/column_statistics.hpp"
#include "data/table.hpp"

namespace reluscope {

enum class ColumnUse { numeric, boolean, date, categorical, target, dropped };

template <>
inline constexpr auto k_words<ColumnUse> = std::to_array<Word<ColumnUse>>({{ColumnUse::numeric, "numeric"},
                                                                           {ColumnUse::boolean, "boolean"},
                                                                           {ColumnUse::date, "date"},
                                                                           {ColumnUse::categorical, "categorical"},
                                                                           {ColumnUse::target, "target"},
                                                                           {ColumnUse::dropped, "dropped"}});

/// What became of a column of the file. The numbers are those of the rows that are kept; of a date they are days or
/// seconds since 1970-01-01.
struct ColumnSummary {
  std::string name;
  ColumnUse kind = ColumnUse::dropped;
  std::string reading;                              // how its cells are read, for a person; empty if they are not
  std::optional<std::int64_t> distinct;             // values; none if they are more than 1,000, or not read
  std::int64_t missing = 0;                         // cells, of all rows
  std::optional<double> min, max, mean, deviation;  // of numbers
};

/// Every column of the file, in its order. training: the statistics of the features on these training rows; the others
/// are the held-out rows.
std::vector<ColumnSummary> column_summaries(const Table& table, std::span<const ColumnStatistics> training,
                                            std::span<const std::uint32_t> held_out_rows);

/// Counts different values, up to a limit.
class DistinctCounter {
 public:
  bool is_full() const { return m_small.count() + m_others.size() > k_most; }
  void add(float value);
  /// None if they are more than the limit.
  std::optional<std::int64_t> count() const;

 private:
  static constexpr std::size_t k_most = 1'000, k_small = 1024;
  std::bitset<k_small> m_small;
  std::set<float> m_others;
};

/// The summaries of a file that is read block by block, as one table of columns without a target's statistics.
class ColumnTally {
 public:
  /// The rows of the next block.
  void add(const Table& block);
  /// Of each feature, over the rows so far.
  const std::vector<ColumnStatistics>& statistics() const { return m_statistics; }
  /// Every column of the file, in its order; block: any.
  std::vector<ColumnSummary> summaries(const Table& block) const;

 private:
  std::vector<ColumnStatistics> m_statistics;
  std::vector<DistinctCounter> m_distinct;
};

}  // namespace reluscope
