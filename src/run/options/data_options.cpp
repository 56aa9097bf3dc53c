#include "run/options/option_groups.hpp"

namespace reluscope {

void add_data_options(OptionTable& table, TableOptions& data, EncodingOptions& encoding) {
  table
      .add_path("DATA.csv", "data", "the dataset; - is standard input; may be packed (gzip, bzip2, xz, zstd, zip)",
                data.path)
      .required = false;
  table.begin_group("data");
  table.add_text("--target", "NAME", "the column to predict", data.target)
      .by_default("the last")
      .suggest_for({"label"});
  table.add_choice("--task", "what to learn", data.task);
  table.add_list("--features", "A,B", "the columns to learn from", data.features).by_default("all others");
  table.add_list("--drop", "A,B", "columns to leave out", data.drop);
  table.add_choice("--missing", "what to do with a missing cell", data.missing);
  table.add_list("--categorical", "A,B", "columns to read as categories, numbers or not", data.categorical);
  add_notations(table, data);
  const auto has_scaling = if_true([&encoding] { return encoding.keep_scaling; }, "is left to --init-from");
  table.add_choice("--scale", "of numeric features, fitted to the training rows", encoding.scale).unless(has_scaling);
  table.add_choice("--scale-target", "of the target (regression only)", encoding.scale_target).unless(has_scaling);
  table.add_number("--validation", "FRACTION", "held out at random; 0: none", encoding.validation, &read_fraction)
      .by_default("0.2")
      .suggest_for({"test-size", "val-split"})
      .override_keys({"validation-data"})
      .unless(if_true([&data] { return !data.validation_path.empty(); },
                      "does not go with --validation-data, which holds out rows of its own; leave it out"));
  table.add_number("--split-seed", "N", "of which rows are held out", encoding.split_seed, &read_seed)
      .by_default("as --seed");
  table.add_text("--group", "COLUMN", "rows with equal cells here are on one side; not learned from", data.group)
      .by_default("none");
  table.add_file("--validation-data", "FILE", "a file to validate on instead", data.validation_path)
      .override_keys({"validation"});
  table.add_number(
      "--max-categories", "N", "upper limit of one-hot inputs per column, and of classes", data.max_categories,
      [](const std::string& flag, const std::string& text) { return read_whole(flag, text, 1, k_most_categories); });
}

}  // namespace reluscope
