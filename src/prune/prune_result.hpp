#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/pruning.hpp"
#include "report/report.hpp"

namespace reluscope {

// What prune answers, as plain values. prune_fields.hpp has a sentence on each.

enum class PruneTier { proven, on_data };
template <>
inline constexpr auto k_words<PruneTier> = std::to_array<Word<PruneTier>>({{PruneTier::proven, "proven"},
                                                                           {PruneTier::on_data, "on_data"}});

struct PrunedModel {
  std::string path;
  std::string sha256;
  std::string format;
  std::string activation;
  std::vector<std::string> notes;  // what was made of the file
};

struct PruningData {
  std::string path;
  std::string sha256;
  std::int64_t rows = 0;  // that are run through the networks
  std::int64_t rows_dropped = 0;
  std::vector<std::string> features;
  std::vector<std::string> notes;
};

struct PrunedLayer {
  std::string name;  // as the file has it
  std::int64_t units = 0, units_left = 0;
  std::vector<RemovedUnit> removed;
  std::vector<std::int64_t> kept;  // by their old numbers
  std::string limit;               // why units that could go stay; empty: none do

  std::int64_t count(PruneReason reason) const;
};

/// How large a network is.
struct ModelSize {
  std::vector<std::int64_t> widths;  // inputs, units of each layer, outputs
  std::int64_t parameters = 0;       // of the linear layers
  std::int64_t operations = 0;       // floating-point, for a row
  std::int64_t bytes = 0;            // of the file
};

/// What the networks that both files hold gave on the same inputs.
struct PruningCheck {
  std::int64_t rows = 0;  // of the data; 0: none were given
  std::int64_t points = 0;
  std::string points_from;  // how the points were chosen; empty: there are none
  std::int64_t changed = 0;
  double greatest_output = 0, greatest_change = 0, relative_change = 0;
  double allowed = 0;  // the relative change
};

struct PruneResult {
  Tool tool;
  PrunedModel model;
  std::optional<PruningData> data;
  NamedValues config;  // every option that can change the result
  PruneTier tier = PruneTier::proven;
  std::optional<double> box_margin;  // none: there is no box
  std::vector<PrunedLayer> layers;
  std::optional<ConstantLayer> constant;
  ModelSize before, after;
  PruningCheck check;
  std::string output;      // the file that was written; empty: none
  std::string sequential;  // the smaller network as Python
  std::vector<std::string> notes;

  /// Over all hidden layers.
  std::int64_t count(PruneReason reason) const;
  std::int64_t removed() const;
};

}  // namespace reluscope
