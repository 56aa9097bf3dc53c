#include "data/dataset.hpp"

#include "data/column_statistics.hpp"
#include "data/fit_encoding.hpp"
#include "data/row_encoder.hpp"
#include "data/target.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

std::vector<std::string> constant_features(const Table& table, std::span<const ColumnStatistics> statistics) {
  std::vector<std::string> names;  // a text column is constant as its category indices are
  for (std::size_t c = 0; c < table.features().size(); ++c)
    if (statistics[c].is_constant()) names.push_back(table.columns[c].name);
  return names;
}

/// Rows of each class of the table.
std::vector<std::size_t> class_counts(const Table& table) {
  std::vector<std::size_t> counts(table.target().categories.size());
  if (table.target().is_text())
    for (const double target : table.targets) ++counts[static_cast<std::size_t>(target)];
  for (const TargetValue& value : table.target_values) counts.push_back(value.count);
  return counts;
}

/// All but the encoded rows.
Dataset fit_dataset(const Table& table, const EncodingOptions& options) {
  Dataset dataset;
  fit_target(table, dataset.encoding);
  const bool has_classes = dataset.encoding.task == Task::classification;
  const std::vector<std::int32_t> labels =
      has_classes ? labels_of(table, dataset.encoding) : std::vector<std::int32_t>();
  dataset.rows = split_rows(table, labels, options.validation, options.split_seed);
  const std::vector<ColumnStatistics> statistics = column_statistics(table, dataset.rows.training);
  fit_features(table, dataset.rows.training, statistics, options.scale, dataset.encoding);
  fit_target_scale(table, dataset.rows.training,
                   options.scale_target == TargetScaling::standard ? Scaling::standard : Scaling::none,
                   dataset.encoding);
  dataset.constant_features = constant_features(table, statistics);
  dataset.notices = data_notices(table);
  dataset.columns = column_summaries(table, statistics, dataset.rows.validation);
  dataset.outliers = find_outliers(table, dataset.columns);
  if (dataset.encoding.task == Task::classification) dataset.class_counts = class_counts(table);
  dataset.notes = table.notes;
  if (dataset.encoding.task == Task::classification && !table.target().is_text())
    dataset.notes.push_back("the numbers of column " + in_quotes(table.target().name) + " are taken for " +
                            std::to_string(dataset.encoding.classes.size()) +
                            " classes; to learn the number itself, use --task regression");
  dataset.sha256 = table.sha256;
  dataset.delimiter = table.delimiter;
  dataset.rows_read = table.rows_read;
  dataset.rows_dropped = table.rows_dropped;
  if (table.validation) dataset.validation_sha256 = table.validation->sha256;
  return dataset;
}

/// Encodes the rows in file order; after_row(j) comes after each of them.
void encode_rows(const Table& table, Dataset& dataset, const auto& after_row) {
  const RowEncoder encoder(table, dataset.encoding);
  const RowSplit& rows = dataset.rows;
  dataset.training = encoder.make_split(rows.training.size());
  dataset.validation = encoder.make_split(rows.validation.size());
  auto held_out = rows.validation.begin();
  for (std::uint32_t j = 0; j < table.cells.rows(); ++j) {
    const bool is_held_out = held_out != rows.validation.end() && *held_out == j;
    encoder.append(j, is_held_out ? dataset.validation : dataset.training);
    held_out += is_held_out;
    after_row(j);
  }
}

void encode_validation(const Table& table, Dataset& dataset) {
  const RowEncoder encoder(table, dataset.encoding);
  dataset.validation = encoder.make_split(table.cells.rows());
  for (std::uint32_t j = 0; j < table.cells.rows(); ++j) encoder.append(j, dataset.validation);
}

Dataset encode(const Table& table, const EncodingOptions& options, const auto& after_row) {
  Dataset dataset = fit_dataset(table, options);
  encode_rows(table, dataset, after_row);
  if (table.validation) encode_validation(*table.validation, dataset);
  return dataset;
}

}  // namespace

Dataset encode_dataset(const Table& table, const EncodingOptions& options) {
  return encode(table, options, [](std::uint32_t) {});
}

Dataset encode_dataset(Table&& table, const EncodingOptions& options) {
  return encode(table, options, [&table](std::uint32_t row) { table.cells.release_before(row); });
}

}  // namespace reluscope
