#include "data/known_columns.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <string_view>
#include <unordered_set>

#include "support/error.hpp"
#include "support/name_index.hpp"
#include "support/number.hpp"
#include "support/suggestion.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

KnownColumn known(const FeatureEncoding& feature) {
  KnownColumn known{.column = {.name = feature.column}};
  if (feature.categorical) {
    known.column.kind = ColumnKind::categorical;
    known.column.categories = feature.categories;
    known.column.reading = "categories";
  } else if (feature.dates) {
    known.column.kind = ColumnKind::date;
    known.column.dates = *feature.dates;
    known.column.reading = feature.dates->in_seconds ? "seconds" : "days";
  } else if (!feature.booleans[0].empty()) {
    known.column.kind = ColumnKind::boolean;
    known.column.booleans = feature.booleans;
    known.column.reading = feature.booleans[0] + " = 0, " + feature.booleans[1] + " = 1";
  }
  known.is_fixed = known.column.kind != ColumnKind::numeric;
  return known;
}

/// Whether the classes are plain numbers, each another.
bool are_numbers(const std::vector<std::string>& classes) {
  std::set<double> values;
  for (const std::string& name : classes) {
    const std::optional<double> value = parse_number(name);
    if (!value || !is_finite_float(*value) || name.size() > std::numeric_limits<double>::digits10) return false;
    values.insert(*value);
  }
  return values.size() == classes.size();
}

KnownColumn known_target(const Encoding& model) {
  KnownColumn known{.column = {.name = model.target}};
  if (model.task == Task::regression || are_numbers(model.classes)) return known;
  known.column.kind = ColumnKind::categorical;
  known.column.categories = model.classes;
  known.column.reading = "classes";
  known.is_fixed = true;
  return known;
}

void check_features(const Encoding& model, const TableOptions& options, const std::string& file,
                    const std::vector<std::string>& header) {
  const auto fail = [&](const std::string& message) { throw UserError(message); };
  const NameIndex columns(header), features(options.features), dropped(options.drop), categorical(options.categorical);
  std::unordered_set<std::string_view> known_names;
  for (const FeatureEncoding& feature : model.features) {
    const std::string& name = feature.column;
    known_names.insert(name);
    if (!columns.contains(name))
      fail(file + ":1: no column " + in_quotes(name) + ", which the model " + model.model + " takes" +
           did_you_mean(name, header) + "; add it, or rename the column that holds it");
    if (name == options.target)
      fail("--target: the model " + model.model + " takes " + in_quotes(name) + " as a feature; its target is " +
           in_quotes(model.target));
    if (dropped.contains(name))
      fail("--drop: the model " + model.model + " takes " + in_quotes(name) + "; leave it out of --drop");
    if (!options.features.empty() && !features.contains(name))
      fail("--features: the model " + model.model + " takes " + in_quotes(name) + " too; leave --features out");
    if (name == options.group)
      fail("--group: the model " + model.model + " takes " + in_quotes(name) + " as a feature; name another column");
  }
  for (const KnownColumn& known : columns_of(model))
    if (!known.column.is_text() && categorical.contains(known.column.name))
      fail("--categorical: the model " + model.model + " takes " + in_quotes(known.column.name) +
           " as a number; leave it out of --categorical");
  for (const std::string& name : options.features)
    if (!known_names.contains(name))
      fail("--features: the model " + model.model + " does not know " + in_quotes(name) + "; leave --features out");
}

}  // namespace

std::vector<KnownColumn> columns_of(const Encoding& model) {
  std::vector<KnownColumn> columns;
  for (const FeatureEncoding& feature : model.features) columns.push_back(known(feature));
  columns.push_back(known_target(model));
  return columns;
}

TableOptions options_for(const Encoding& model, const TableOptions& options, const std::string& file,
                         const std::vector<std::string>& header, bool needs_target) {
  if (options.task != Task::automatic && options.task != model.task)
    throw UserError("--task: the model " + model.model + " does " + std::string(name_of(model.task)) +
                    "; leave --task out");
  TableOptions its_options = options;
  its_options.task = model.task;
  const bool has_target = std::ranges::find(header, model.target) != header.end();
  if (its_options.target.empty() && (has_target || needs_target)) its_options.target = model.target;
  check_features(model, its_options, file, header);
  if (options.target.empty() && !has_target && needs_target)
    throw UserError(file + ":1: no column " + in_quotes(model.target) + ", the target of the model " + model.model +
                    "; name the column that holds it with --target");
  return its_options;
}

void check_kind(const Column& read, const KnownColumn& known, const Encoding& model, const std::string& file) {
  if (known.is_fixed || read.kind == ColumnKind::numeric) return;
  const std::string line = read.text_line == 0 ? "" : ":" + std::to_string(read.text_line);
  throw UserError(file + line + ": " + read.title() + " is read as " + read.reading + ", and the model " + model.model +
                  " takes numbers" + (read.text.empty() ? "" : ": " + in_quotes(read.text) + " is none") +
                  "; correct the column");
}

}  // namespace reluscope
