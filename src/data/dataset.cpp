#include "data/dataset.hpp"

#include <cmath>
#include <numeric>

#include "data/column_statistics.hpp"
#include "data/fit_encoding.hpp"
#include "data/read_table.hpp"
#include "data/row_encoder.hpp"
#include "data/target.hpp"
#include "support/error.hpp"
#include "support/random.hpp"

namespace reluscope {
namespace {

/// Row numbers of a table, each list in file order.
struct RowSplit {
  std::vector<std::uint32_t> training;
  std::vector<std::uint32_t> validation;
};

void check_has_rows(const Table& table) {
  if (table.cells.rows() == 0)
    throw UserError(
        table.name +
        ": every row has a missing cell and was dropped; use --missing mean, or --drop the columns with gaps");
}

RowSplit split_rows(const Table& table, double fraction, std::uint64_t seed) {
  const std::size_t rows = table.cells.rows();
  std::vector<std::uint32_t> order(rows);
  std::iota(order.begin(), order.end(), 0);
  const auto held_out = static_cast<std::size_t>(std::lround(fraction * static_cast<double>(rows)));
  if (fraction > 0 && (held_out == 0 || held_out == rows))
    throw UserError(table.name + ": " + std::to_string(rows) + (rows == 1 ? " row is" : " rows are") +
                    " too few to hold out a part of them; use --validation 0");
  if (held_out > 0) Random(seed, RandomStream::split).shuffle(order);
  std::vector<bool> is_held_out(rows);
  for (std::size_t i = 0; i < held_out; ++i) is_held_out[order[i]] = true;
  RowSplit split;
  split.training.reserve(rows - held_out);
  split.validation.reserve(held_out);
  for (std::uint32_t j = 0; j < rows; ++j) (is_held_out[j] ? split.validation : split.training).push_back(j);
  return split;
}

/// Encodes the rows in file order and gives the table's memory back on the way.
void encode_rows(Table& table, const RowSplit& rows, Dataset& dataset) {
  const RowEncoder encoder(table, dataset.encoding);
  dataset.training = encoder.make_split(rows.training.size());
  dataset.validation = encoder.make_split(rows.validation.size());
  auto held_out = rows.validation.begin();
  for (std::uint32_t j = 0; j < table.cells.rows(); ++j) {
    const bool is_held_out = held_out != rows.validation.end() && *held_out == j;
    encoder.append(j, is_held_out ? dataset.validation : dataset.training);
    held_out += is_held_out;
    table.cells.release_before(j);
  }
}

/// The columns that a second file must have: of the kinds, and with the categories, that the encoding knows.
std::vector<Column> known_columns(const Encoding& encoding, bool target_is_text) {
  std::vector<Column> columns;
  for (const FeatureEncoding& feature : encoding.features)
    columns.push_back({.name = feature.column, .is_text = feature.categorical, .categories = feature.categories});
  columns.push_back({.name = encoding.target, .is_text = target_is_text, .categories = encoding.classes});
  return columns;
}

Split read_validation(const DataOptions& options, bool target_is_text, Dataset& dataset) {
  const Table table = read_validation_table(options, known_columns(dataset.encoding, target_is_text));
  check_has_rows(table);
  dataset.validation_sha256 = table.sha256;
  const RowEncoder encoder(table, dataset.encoding);
  Split split = encoder.make_split(table.cells.rows());
  for (std::uint32_t j = 0; j < table.cells.rows(); ++j) encoder.append(j, split);
  return split;
}

std::vector<std::string> constant_features(const Table& table, std::span<const ColumnStatistics> statistics) {
  std::vector<std::string> names;  // a text column is constant as its category indices are
  for (std::size_t c = 0; c < table.features().size(); ++c)
    if (statistics[c].is_constant()) names.push_back(table.columns[c].name);
  return names;
}

}  // namespace

Dataset load_dataset(const DataOptions& options) {
  Table table = read_table(options);
  check_has_rows(table);
  Dataset dataset;
  fit_target(table, options, dataset.encoding);
  const RowSplit rows = split_rows(table, options.validation, options.seed);
  const std::vector<ColumnStatistics> statistics = column_statistics(table, rows.training);

  fit_features(table, rows.training, statistics, options, dataset.encoding);
  fit_target_scale(statistics.back(), options, dataset.encoding);
  dataset.constant_features = constant_features(table, statistics);
  dataset.notices = data_notices(table, statistics);
  dataset.sha256 = table.sha256;
  dataset.delimiter = table.delimiter;
  dataset.rows_read = table.rows_read;
  dataset.rows_dropped = table.rows_dropped;
  encode_rows(table, rows, dataset);
  if (!options.validation_path.empty()) dataset.validation = read_validation(options, table.target().is_text, dataset);
  return dataset;
}

}  // namespace reluscope
