#include "prune/prune.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>

#include "diagnosis/proof/bounds.hpp"
#include "model_file/smaller_model.hpp"
#include "prune/box_points.hpp"
#include "prune/sequential.hpp"
#include "run/inspect_rows.hpp"
#include "run/model_rows.hpp"
#include "stats/output_change.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_box_points = 1024, k_free_points = 4096;

std::int64_t whole(std::size_t number) { return static_cast<std::int64_t>(number); }

UnitSign sign_of(const Bound& lower, const Bound& upper) {
  if (upper.value <= 0) return UnitSign::inactive;
  return lower.value > 0 ? UnitSign::active : UnitSign::open;
}

bool has_removed(const Pruning& pruning, auto&& is_wanted) {
  return std::ranges::any_of(
      pruning.removed, [&](const std::vector<RemovedUnit>& units) { return std::ranges::any_of(units, is_wanted); });
}

std::int64_t file_size(const ModelBytes& file) {
  std::size_t size = file.bytes.size();
  for (const auto& [name, bytes] : file.others) size += bytes.size();
  return whole(size);
}

ModelSize size_of_model(const Network<float>& network, const ModelBytes& file) {
  ModelSize size{.widths = {whole(network.input_count())},
                 .parameters = whole(network.parameters().size()),
                 .bytes = file_size(file)};
  for (const auto& layer : network.layers()) {
    size.widths.push_back(whole(layer.units()));
    size.operations += 2 * whole(layer.units()) * whole(layer.inputs());
  }
  return size;
}

/// A file is written as it came in: the name must not say that it is of another kind. input: the name of that.
void check_output_name(const std::string& output, const ModelRewriter& rewriter, const std::string& input) {
  constexpr auto k_endings = std::to_array<std::string_view>(
      {".safetensors", ".onnx", ".pt",     ".pth",    ".bin", ".ckpt", ".h5",  ".hdf5", ".keras", ".pb",
       ".tflite",      ".pkl",  ".pickle", ".joblib", ".npy", ".npz",  ".csv", ".json", ".gguf",  ".mat"});
  const std::filesystem::path path(output);
  const std::string ending = lower_case(path.extension().string());
  if (ending == rewriter.extension || std::ranges::find(k_endings, ending) == k_endings.end()) return;
  throw UserError("--output: " + output + " is named as " + ending + ", and the smaller model is written as " +
                  std::string(rewriter.format) + ", the format of " + input + "; name it " +
                  std::filesystem::path(path).replace_extension(rewriter.extension).string());
}

class ModelPruning {
 public:
  ModelPruning(const PruneSpec& spec, ThreadPool& pool, const std::function<void(std::size_t)>& rows_seen)
      : m_spec(spec),
        m_pool(pool),
        m_rows_seen(rows_seen),
        m_model(load_model(spec.model, {.layers = spec.layers, .prefix = spec.prefix, .activation = spec.activation})),
        m_network(network_of(m_model.mlp, m_model.file.name, "remove")),
        m_limits(m_network.hidden_layer_count()) {
    const std::optional<ModelRewriter> rewriter = rewriter_of(m_model.format);
    if (!rewriter)
      throw UserError(m_model.file.name + ": a file of " + std::string(m_model.format) +
                      " is not written; save the model as safetensors or ONNX");
    check_output_name(spec.output, *rewriter, m_model.file.name);
  }

  PrunedFile run() {
    m_result.model = {.path = m_spec.model,
                      .sha256 = m_model.mlp.sha256,
                      .format = std::string(m_model.format),
                      .activation = text_of(m_network.activation()),
                      .notes = m_model.mlp.notes};
    m_result.tier = m_spec.tier();
    m_result.config = m_spec.config();
    add_limits_of_file(m_model, m_facts);
    note_limits_of_file();
    if (m_spec.table.path.empty()) return without_rows();
    ModelRows rows(m_spec, m_model.mlp);
    if (!rows.stream().is_file())
      throw UserError(rows.stream().name() + ": the rows are read twice, and can only be read once; give a file");
    return rows.stream().in_its_encoding([&] { return with_rows(rows); });
  }

 private:
  PrunedFile without_rows() {
    m_result.notes.push_back(
        "without DATA.csv there is no range of the inputs: only units that are unused or constant whatever the inputs "
        "are removed");
    return smallest([&](OutputComparison& comparison) {
      m_result.check.points_from = "normally distributed, with deviations from 0.1 to 100";
      const Matrix<float> points = points_anywhere(m_network.input_count(), k_free_points);
      comparison.add(points);
    });
  }

  PrunedFile with_rows(ModelRows& rows) {
    rows.fit();
    const RowsSeen seen = pass_rows(rows, m_network, m_pool, m_rows_seen);
    if (seen.activity.rows == 0)
      throw UserError(rows.stream().name() +
                      ": every row has a missing cell and was dropped; --drop the columns with gaps");
    check_overflow(seen.overflow, rows.stream().name());
    m_result.data = {.path = m_spec.table.path,
                     .sha256 = rows.stream().sha256(),
                     .rows = whole(seen.activity.rows),
                     .rows_dropped = whole(rows.stream().rows_dropped()),
                     .features = rows.encoding().input_names(),
                     .notes = rows.stream().notes()};
    const InputBox box = box_of(seen.range, rows.encoding(), m_spec.box_margin);
    m_result.box_margin = m_spec.box_margin;
    take_box(box);
    if (m_spec.on_data) take_dead(seen.activity);
    return smallest([&](OutputComparison& comparison) {
      rows.stream().rewind();
      Split block;
      do {
        encode_block(rows, block);
        comparison.add(inputs_of(block));
      } while (rows.stream().next());
      m_result.check.rows = whole(comparison.change().rows);
      if (m_spec.on_data) return;
      m_result.check.points_from = "corners and other points of the box";
      const Matrix<float> points = points_in(box, k_box_points);
      comparison.add(points);
    });
  }

  /// Of rows on which nothing is known, no unit is dead.
  void check_overflow(const FloatOverflow& overflow, const std::string& data) {
    const auto found = std::ranges::find_if(overflow, [](const OverflowedRows& layer) { return layer.rows > 0; });
    if (found == overflow.end()) return;
    const std::string what = data + ":" + std::to_string(found->first_line) + ": the sums of layer " +
                             in_quotes(m_model.mlp.layer_names[static_cast<std::size_t>(found - overflow.begin())]) +
                             " are beyond the range of float32 on this row";
    if (m_spec.on_data)
      throw UserError(what +
                      ": which units are dead on it is not known; --scale the columns as in training, or remove "
                      "the row");
    m_result.notes.push_back(what);
  }

  /// What is proven for every input in the box.
  void take_box(const InputBox& box) {
    for (std::size_t k = 0; k < box.inputs(); ++k)
      m_facts.inputs.push_back(box.lower[k] == box.upper[k] ? std::optional(static_cast<float>(box.lower[k]))
                                                            : std::nullopt);
    if (!traits_of(m_network.activation().kind).is_piecewise_linear) {
      m_result.notes.push_back("units with " + text_of(m_network.activation()) +
                               " are neither 0 nor linear anywhere: only unused and constant ones are removed");
      return;
    }
    for (const LayerBounds& bounds : bounds_of(m_network, box)) {
      std::vector<UnitSign>& signs = m_facts.signs.emplace_back();
      for (std::size_t u = 0; u < bounds.upper.size(); ++u) signs.push_back(sign_of(bounds.lower[u], bounds.upper[u]));
    }
  }

  void take_dead(const EvaluationResult& activity) {
    if (!traits_of(m_network.activation().kind).can_die) {
      m_result.notes.push_back("units with " + text_of(m_network.activation()) +
                               " are never dead: --on-data removes no others than --proven");
      return;
    }
    for (const ActivationStats& layer : activity.layers) {
      std::vector<bool>& dead = m_facts.dead_on_data.emplace_back();
      for (const std::int64_t rows : layer.active_rows) dead.push_back(rows == 0);
    }
  }

  /// Leaves units out, fewer and fewer, until the file can be written and its outputs are the same.
  /// compare(comparison): shows it the inputs.
  PrunedFile smallest(auto&& compare) {
    for (;;) {
      const Pruning pruning = prune(m_network, m_facts);
      SmallerModel smaller = smaller_model(m_model, pruning);
      if (smaller.obstacle != SmallerModel::Obstacle::none) {
        limit(smaller);
        continue;
      }
      const Network<float> network = network_of(smaller.mlp, smaller.file.name, "remove");
      OutputComparison comparison(m_network, network, m_pool);
      m_result.check = {};
      compare(comparison);
      const OutputChange& change = comparison.change();
      const bool is_exact = pruning.is_exact && std::ranges::equal(network.parameters(), pruning.network.parameters());
      take_check(change, is_exact);
      if (change.relative() <= m_result.check.allowed) return finished(pruning, std::move(smaller), network);
      give_up_some(pruning, change);
    }
  }

  void take_check(const OutputChange& change, bool is_exact) {
    PruningCheck& check = m_result.check;
    check.points = whole(change.rows) - check.rows;
    check.changed = whole(change.changed_rows);
    check.greatest_output = change.greatest_output;
    check.greatest_change = change.greatest_change;
    check.relative_change = change.relative();
    check.allowed = is_exact ? 0 : k_allowed_change;
  }

  void note_limits_of_file() {
    for (std::size_t l = 0; l < m_network.hidden_layer_count(); ++l) {
      if (m_facts.is_fixed[l])
        m_limits[l] = "a tensor of the file serves other layers too, or is computed from others: no unit can go";
      else if (m_facts.has_fixed_bias[l + 1])
        m_limits[l] = "the layer after it has no bias: units whose constant would go into it stay";
    }
  }

  /// What the file leaves no place for.
  void limit(const SmallerModel& smaller) {
    const std::size_t l = smaller.layer;
    if (smaller.obstacle == SmallerModel::Obstacle::weights && !m_facts.has_fixed_weights[l]) {
      m_facts.has_fixed_weights[l] = true;
      m_limits[l - 1] =
          "the weights after it cannot be changed as closely as float32 has them: units that could be "
          "merged stay";
    } else if (smaller.obstacle == SmallerModel::Obstacle::bias && !m_facts.has_fixed_bias[l]) {
      m_facts.has_fixed_bias[l] = true;
      m_limits[l - 1] =
          "the bias after it cannot be changed as closely as float32 has it: units whose constant would "
          "go into it stay";
    } else if (!m_facts.is_fixed[l - 1]) {
      m_facts.is_fixed[l - 1] = true;
      m_limits[l - 1] = "what follows it in the file leaves no place for what its units contribute: no unit can go";
    } else {
      throw UserError(m_model.file.name + ": its units cannot be removed; save the model again, as safetensors");
    }
  }

  /// The outputs changed by more than is allowed.
  void give_up_some(const Pruning& pruning, const OutputChange& change) {
    const std::string by =
        "the outputs would change by " + to_significant(change.relative()) + " of the greatest one: units that ";
    if (has_removed(pruning, [](const RemovedUnit& unit) { return !unit.shares.empty(); })) {
      m_facts.merges = false;
      m_result.notes.push_back(by + "could be merged stay");
    } else if (has_removed(pruning, [](const RemovedUnit& unit) { return unit.constant != 0; })) {
      m_facts.moves_constants = false;
      m_result.notes.push_back(by + "are constants other than 0 stay");
    } else {
      throw UserError(m_model.file.name + ": without its " + std::string(m_spec.on_data ? "dead" : "inactive") +
                      " units the outputs would change by " + to_significant(change.greatest_change) +
                      "; nothing was written: values overflow, or are not finite, on some rows");
    }
  }

  PrunedFile finished(const Pruning& pruning, SmallerModel smaller, const Network<float>& network) {
    for (std::size_t l = 0; l < pruning.removed.size(); ++l) {
      PrunedLayer& layer = m_result.layers.emplace_back();
      layer.name = m_model.mlp.layer_names[l];
      layer.units = whole(m_network.layers()[l].units());
      layer.units_left = whole(pruning.kept[l].size());
      layer.removed = pruning.removed[l];
      for (const std::size_t unit : pruning.kept[l]) layer.kept.push_back(whole(unit));
      layer.limit = m_limits[l];
    }
    m_result.constant = pruning.constant;
    m_result.before = size_of_model(m_network, m_model.file);
    m_result.after = size_of_model(network, smaller.file);
    std::vector<bool> has_bias;
    for (std::size_t l = 0; l < network.layers().size(); ++l)
      has_bias.push_back(m_model.mlp.bias_places[l].has_value() ||
                         std::ranges::any_of(network.bias(l), [](float b) { return b != 0; }));
    m_result.sequential = as_sequential(network, has_bias);
    return {std::move(m_result), std::move(smaller.file.bytes), std::move(m_model.mlp.other_files)};
  }

  const PruneSpec& m_spec;
  ThreadPool& m_pool;
  const std::function<void(std::size_t)>& m_rows_seen;
  LoadedModel m_model;
  Network<float> m_network;
  PruningFacts m_facts;
  std::vector<std::string> m_limits;  // per hidden layer
  PruneResult m_result;
};

}  // namespace

PrunedFile prune_model(const PruneSpec& spec, ThreadPool& pool, const std::function<void(std::size_t)>& rows_seen) {
  return ModelPruning(spec, pool, rows_seen).run();
}

}  // namespace reluscope
