#include "data/fit_encoding.hpp"

#include <numeric>

#include "support/error.hpp"
#include "support/shell.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

void fit_scale(const ColumnStatistics& column, Scaling how, double& shift, double& scale) {
  if (how == Scaling::none) return;
  shift = how == Scaling::minmax || column.is_constant() ? column.min : column.mean;
  if (column.is_constant()) return;  // the scale stays 1, and the training rows come to 0 exactly
  scale = how == Scaling::minmax ? column.max - column.min : column.deviation;
}

FeatureEncoding numeric(const Column& column, const ColumnStatistics& statistics, MissingPolicy missing,
                        Scaling scaling) {
  FeatureEncoding feature{.column = column.name, .booleans = column.booleans};
  if (column.kind == ColumnKind::date) feature.dates = column.dates;
  if (missing == MissingPolicy::mean) feature.fill = {statistics.mean};
  if (column.origin) feature.shift = *column.origin;  // a date that is not scaled counts from the column's first
  fit_scale(statistics, scaling, feature.shift, feature.scale);
  return feature;
}

FeatureEncoding categorical(const Table& table, std::size_t c, std::span<const std::uint32_t> training_rows) {
  const Column& column = table.columns[c];
  FeatureEncoding feature{.column = column.name, .categorical = true, .categories = column.categories};
  if (table.options.missing != MissingPolicy::mean) return feature;
  const std::vector<std::size_t> counts = category_counts(table, c, training_rows);
  const auto present = static_cast<double>(std::reduce(counts.begin(), counts.end()));
  for (const std::size_t count : counts) feature.fill.push_back(static_cast<double>(count) / present);
  return feature;
}

}  // namespace

void fit_features(const Table& table, std::span<const std::uint32_t> training_rows,
                  std::span<const ColumnStatistics> statistics, Scaling scaling, Encoding& encoding) {
  for (std::size_t c = 0; c < table.features().size(); ++c) {
    const Column& column = table.columns[c];
    if (statistics[c].count == 0)
      throw UserError(table.name() + ": column " + in_quotes(column.name) + " has no value on any training row; use " +
                      with_list("--drop", {column.name}));
    encoding.features.push_back(column.is_text() ? categorical(table, c, training_rows)
                                                 : numeric(column, statistics[c], table.options.missing, scaling));
  }
}

void fit_target_scale(const Table& table, std::span<const std::uint32_t> training_rows, Scaling scaling,
                      Encoding& encoding) {
  if (encoding.task == Task::regression)
    fit_scale(target_statistics(table, training_rows), scaling, encoding.target_shift, encoding.target_scale);
}

}  // namespace reluscope
