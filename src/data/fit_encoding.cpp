#include "data/fit_encoding.hpp"

#include <algorithm>
#include <numeric>

#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

void fit_scale(const ColumnStatistics& column, Scaling how, double& shift, double& scale) {
  if (how == Scaling::none) return;
  shift = how == Scaling::minmax || column.is_constant() ? column.min : column.mean;
  if (column.is_constant()) return;  // the scale stays 1, and the training rows come to 0 exactly
  scale = how == Scaling::minmax ? column.max - column.min : column.deviation;
}

FeatureEncoding numeric(const Column& column, const ColumnStatistics& statistics, const DataOptions& options) {
  FeatureEncoding feature{.column = column.name};
  if (options.missing == MissingPolicy::mean) feature.fill = {statistics.mean};
  fit_scale(statistics, options.scale, feature.shift, feature.scale);
  return feature;
}

FeatureEncoding categorical(const Table& table, std::size_t c, std::span<const std::uint32_t> all_rows,
                            std::span<const std::uint32_t> training_rows, MissingPolicy missing) {
  FeatureEncoding feature{.column = table.columns[c].name, .categorical = true};
  const std::vector<std::size_t> counts = category_counts(table, c, all_rows);
  const std::vector<std::size_t> training_counts = category_counts(table, c, training_rows);
  const auto present = static_cast<double>(std::reduce(training_counts.begin(), training_counts.end()));
  std::vector<std::pair<std::string, double>> shares;
  for (std::size_t k = 0; k < counts.size(); ++k)
    if (counts[k] > 0)
      shares.emplace_back(table.columns[c].categories[k], static_cast<double>(training_counts[k]) / present);
  std::ranges::sort(shares);
  for (const auto& [category, share] : shares) {
    feature.categories.push_back(category);
    if (missing == MissingPolicy::mean) feature.fill.push_back(share);
  }
  return feature;
}

}  // namespace

void fit_features(const Table& table, std::span<const std::uint32_t> training_rows,
                  std::span<const ColumnStatistics> statistics, const DataOptions& options, Encoding& encoding) {
  std::vector<std::uint32_t> all_rows(table.cells.rows());
  std::iota(all_rows.begin(), all_rows.end(), 0);
  for (std::size_t c = 0; c < table.features().size(); ++c) {
    const Column& column = table.columns[c];
    if (statistics[c].count == 0)
      throw UserError(table.name + ": column " + in_quotes(column.name) +
                      " has no value on any training row; use --drop " + column.name);
    encoding.features.push_back(column.is_text ? categorical(table, c, all_rows, training_rows, options.missing)
                                               : numeric(column, statistics[c], options));
  }
}

void fit_target_scale(const ColumnStatistics& target, const DataOptions& options, Encoding& encoding) {
  if (encoding.task != Task::regression) return;
  fit_scale(target, options.scale_target ? Scaling::standard : Scaling::none, encoding.target_shift,
            encoding.target_scale);
}

}  // namespace reluscope
