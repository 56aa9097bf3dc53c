#include "data/dataset.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "data/column_statistics.hpp"
#include "data/fit_encoding.hpp"
#include "data/read_table.hpp"
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
  const auto middle = order.begin() + static_cast<std::ptrdiff_t>(held_out);
  std::sort(order.begin(), middle);
  std::sort(middle, order.end());
  return {.training = {middle, order.end()}, .validation = {order.begin(), middle}};
}

/// Turns rows of a table into rows of network inputs.
class RowEncoder {
 public:
  RowEncoder(const Table& table, const Encoding& encoding) : m_table(table), m_encoding(encoding) {
    if (encoding.task == Task::classification) m_labels = labels_of(table, encoding);
    for (std::size_t c = 0; c < encoding.features.size(); ++c)
      m_ranks.push_back(ranks(table.columns[c], encoding.features[c]));
  }

  /// An empty split with room for `rows` rows.
  Split make_split(std::size_t rows) const {
    Split split;
    split.inputs = Matrix<float>::from_shape({rows, m_encoding.input_count()});
    split.lines.reserve(rows);
    (m_labels.empty() ? split.values.reserve(rows) : split.labels.reserve(rows));
    return split;
  }

  void append(std::uint32_t row, Split& split) const {
    const std::span<const float> cells = m_table.cells.row(row);
    float* inputs = MatrixView<float>(split.inputs).row(split.rows()).data();
    for (std::size_t c = 0; c < m_encoding.features.size(); ++c) {
      const FeatureEncoding& feature = m_encoding.features[c];
      encode(feature, m_ranks[c], cells[c], inputs);
      inputs += feature.input_count();
    }
    if (m_labels.empty())
      split.values.push_back(static_cast<float>((cells.back() - m_encoding.target_shift) / m_encoding.target_scale));
    else
      split.labels.push_back(m_labels[row]);
    split.lines.push_back(m_table.lines[row]);
  }

 private:
  /// Of each category of the table's column, its place among the sorted ones of the encoding.
  static std::vector<std::size_t> ranks(const Column& column, const FeatureEncoding& feature) {
    std::vector<std::size_t> places;
    for (const std::string& category : column.categories)
      places.push_back(static_cast<std::size_t>(std::ranges::lower_bound(feature.categories, category) -
                                                feature.categories.begin()));
    return places;
  }

  static void encode(const FeatureEncoding& feature, const std::vector<std::size_t>& ranks, float cell, float* inputs) {
    const bool missing = std::isnan(cell);
    if (!feature.categorical) {
      const double value = missing ? feature.fill.front() : cell;
      *inputs = static_cast<float>((value - feature.shift) / feature.scale);
    } else if (missing) {
      for (const double share : feature.fill) *inputs++ = static_cast<float>(share);
    } else {
      std::fill_n(inputs, feature.categories.size(), 0.0F);
      inputs[ranks[static_cast<std::size_t>(cell)]] = 1;
    }
  }

  const Table& m_table;
  const Encoding& m_encoding;
  std::vector<std::int32_t> m_labels;             // of classification, per row of the table
  std::vector<std::vector<std::size_t>> m_ranks;  // per feature
};

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
