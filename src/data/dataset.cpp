#include "data/dataset.hpp"

#include <algorithm>
#include <cmath>

#include "data/column_statistics.hpp"
#include "data/fit_encoding.hpp"
#include "data/row_encoder.hpp"
#include "data/target.hpp"
#include "support/error.hpp"
#include "support/large_memory.hpp"
#include "support/shell.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

std::vector<std::string> constant_features(const Table& table, std::span<const ColumnStatistics> statistics) {
  std::vector<std::string> names;  // a text column is constant as its category indices are
  for (std::size_t c = 0; c < table.features().size(); ++c)
    if (statistics[c].is_constant()) names.push_back(table.columns[c].name);
  return names;
}

/// Rows of each class.
std::vector<std::size_t> class_counts(std::span<const std::int32_t> labels, std::size_t classes) {
  std::vector<std::size_t> counts(classes);
  for (const std::int32_t label : labels) ++counts[static_cast<std::size_t>(label)];
  return counts;
}

/// Fits the scaling of the features and of the target, and what is filled in, to the training rows.
void fit_scaling(const Table& table, const RowSplit& rows, std::span<const ColumnStatistics> statistics,
                 const EncodingOptions& options, Encoding& encoding) {
  encoding.features.clear();
  fit_features(table, rows.training, statistics, options.scale, encoding);
  fit_target_scale(table, rows.training,
                   options.scale_target == TargetScaling::standard ? Scaling::standard : Scaling::none, encoding);
}

/// What a model cannot do with these rows.
void check_model(const Table& table, std::span<const ColumnStatistics> statistics, const EncodingOptions& options,
                 const Encoding& model) {
  for (std::size_t c = 0; c < table.features().size() && !options.keep_scaling; ++c)
    if (statistics[c].count == 0)
      throw UserError(table.name() + ": column " + in_quotes(table.columns[c].name) +
                      " has no value on any training row to fit its scaling to; leave --refit-scaling out");
  if (options.keep_scaling && table.options.missing == MissingPolicy::mean && model.features.front().fill.empty())
    throw UserError("--missing mean: the model " + model.model +
                    " was trained without, and does not say what to fill in; use --missing drop, or --refit-scaling");
}

/// All but the encoded rows.
Dataset fit_dataset(const Table& table, const EncodingOptions& options, const Encoding* model) {
  Dataset dataset;
  dataset.has_scaling_of_model = model != nullptr && options.keep_scaling;
  if (model != nullptr) {
    dataset.encoding = *model;
    dataset.encoding.target = table.target().name;
  } else {
    fit_target(table, dataset.encoding);
  }
  const bool has_classes = dataset.encoding.task == Task::classification;
  const std::vector<std::int32_t> labels =
      has_classes ? labels_of(table, dataset.encoding) : std::vector<std::int32_t>();
  dataset.rows = split_rows(table, labels, options.validation, options.split_seed);
  const std::vector<ColumnStatistics> statistics = column_statistics(table, dataset.rows.training);
  if (model != nullptr) check_model(table, statistics, options, *model);
  if (!dataset.has_scaling_of_model) fit_scaling(table, dataset.rows, statistics, options, dataset.encoding);
  dataset.constant_features = constant_features(table, statistics);
  dataset.notices = data_notices(table);
  dataset.columns = column_summaries(table, statistics, dataset.rows.validation);
  dataset.outliers = find_outliers(table, dataset.columns);
  if (has_classes) dataset.class_counts = class_counts(labels, dataset.encoding.classes.size());
  dataset.notes = table.notes;
  if (has_classes && model == nullptr && !table.target().is_text())
    dataset.notes.push_back("the numbers of column " + in_quotes(table.target().name) + " are taken for " +
                            std::to_string(dataset.encoding.classes.size()) +
                            " classes; to learn the number itself, use --task regression");
  dataset.sha256 = table.sha256;
  dataset.delimiter = table.delimiter;
  dataset.rows_read = table.rows_read;
  dataset.rows_dropped = table.rows_dropped;
  if (table.validation) {
    dataset.validation_sha256 = table.validation->sha256;
    for (const std::string& note : table.validation->notes)
      dataset.notes.push_back(table.validation->name() + ": " + note);
  }
  return dataset;
}

/// One-hot columns of many categories make many inputs of few cells.
void check_memory(const Table& table, const Encoding& encoding) {
  constexpr double k_gigabyte = 1e9;
  const std::size_t inputs = encoding.input_count();
  const double bytes = static_cast<double>(table.cells.rows()) * static_cast<double>(inputs) * sizeof(float);
  if (bytes <= static_cast<double>(physical_memory())) return;
  const FeatureEncoding& widest = *std::ranges::max_element(encoding.features, {}, &FeatureEncoding::input_count);
  throw UserError(table.name() + ": " + pluralized(static_cast<std::int64_t>(table.cells.rows()), "row") + " of " +
                  with_thousands(static_cast<std::int64_t>(inputs)) + " inputs would take " +
                  to_significant(bytes / k_gigabyte) + " GB, more memory than this machine has; use fewer rows, or " +
                  with_list("--drop", {widest.column}) + ", which has " +
                  with_thousands(static_cast<std::int64_t>(widest.input_count())) + " of the inputs");
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

/// A model may bring a scaling under which numbers of the file grow beyond float32.
void check_finite(const Split& split, const Encoding& encoding, const std::string& file) {
  const MatrixView<const float> inputs(split.inputs);
  const auto fail = [&](std::size_t row, const std::string& column) {
    throw UserError(file + ":" + std::to_string(split.lines[row]) + ": column " + in_quotes(column) +
                    " is beyond the range of float32 in the scaling of the model " + encoding.model +
                    "; use --refit-scaling");
  };
  for (std::size_t j = 0; j < split.rows(); ++j) {
    for (std::size_t i = 0; i < inputs.columns(); ++i)
      if (!std::isfinite(inputs.row(j)[i])) fail(j, encoding.input_names()[i]);
    if (!split.values.empty() && !std::isfinite(split.values[j])) fail(j, encoding.target);
  }
}

Dataset encode(const Table& table, const EncodingOptions& options, const Encoding* model, const auto& after_row) {
  Dataset dataset = fit_dataset(table, options, model);
  check_memory(table, dataset.encoding);
  encode_rows(table, dataset, after_row);
  if (table.validation) encode_validation(*table.validation, dataset);
  if (dataset.has_scaling_of_model) {
    check_finite(dataset.training, dataset.encoding, table.name());
    check_finite(dataset.validation, dataset.encoding, table.validation ? table.validation->name() : table.name());
  }
  return dataset;
}

}  // namespace

Dataset encode_dataset(const Table& table, const EncodingOptions& options, const Encoding* model) {
  return encode(table, options, model, [](std::uint32_t) {});
}

Dataset encode_dataset(Table&& table, const EncodingOptions& options, const Encoding* model) {
  return encode(table, options, model, [&table](std::uint32_t row) { table.cells.release_before(row); });
}

}  // namespace reluscope
