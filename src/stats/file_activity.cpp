#include "stats/file_activity.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <optional>

#include "activation_file/activation_file.hpp"
#include "model/row_blocks.hpp"
#include "stats/given_activations.hpp"
#include "support/error.hpp"
#include "support/number.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_sampled_values = std::size_t{1} << 22;  // of all layers
constexpr std::size_t k_rows_in_memory = std::size_t{48}
                                         << 20;  // bytes of them, as they lie in the file, and of what is counted
constexpr std::size_t k_values_at_once = std::size_t{1} << 18;  // as float32, of one thread

/// The numbers that a file may hold.
ActivationRange allowed_range(const ActivityOptions& options) {
  if (!options.pre_activations) return range_of(options.activation);
  constexpr float k_greatest = std::numeric_limits<float>::max();
  return {-k_greatest, k_greatest};
}

[[noreturn]] void fail_value(const std::string& place, const StoredRows& rows, std::size_t row, std::size_t unit,
                             const ActivityOptions& options) {
  const double value = rows.value(row, unit);
  const std::string where = place + ": row " + std::to_string(rows.first_row + row) + ", unit " + std::to_string(unit) +
                            " (both from 0) is " + (std::isnan(value) ? "NaN" : to_shortest(value));
  if (!std::isfinite(value))
    throw UserError(where + "; the network diverged or its inputs are not finite: find where with np.isfinite");
  if (!is_finite_float(value)) throw UserError(where + ", which is beyond the range of float32; the network diverged");
  const ActivationRange range = range_of(options.activation);
  constexpr float k_greatest = std::numeric_limits<float>::max();
  const std::string lowest = to_shortest(range.lowest);
  throw UserError(where + ", but an activation of " + text_of(options.activation) + " is " +
                  (range.highest == k_greatest ? "at least " + lowest
                                               : "between " + lowest + " and " + to_shortest(range.highest)) +
                  "; give --pre-activations if these are the inputs of the activation function, or --activation if it "
                  "is another one");
}

/// Rows of a layer on their way through one thread.
struct Part {
  StoredRows stored;
  AlignedVector<float> values;
  ActivationStats stats{0};
  AlignedVector<float> sample;
  bool has_negative = false;
  bool has_forbidden = false;  // numbers: then nothing else counts
};

/// Parts that are worked on at the same time.
struct Batch {
  std::vector<Part> parts;
  std::size_t count = 0;       // how many there was something for
  std::exception_ptr failure;  // of reading what is behind those

  bool has_something() const { return count > 0 || failure; }
};

void fill(LayerRows& rows, Batch& batch) {
  batch.count = 0;
  try {
    while (batch.count < batch.parts.size() && rows.read(batch.parts[batch.count].stored)) ++batch.count;
  } catch (...) {
    batch.failure = std::current_exception();
  }
}

class LayerReader {
 public:
  LayerReader(const StoredLayer& layer, const ActivityOptions& options, const EvenRows& chosen, ThreadPool& pool)
      : m_place(layer.place),
        m_options(options),
        m_range(allowed_range(options)),
        m_no_bias(layer.units),
        m_pool(pool),
        m_result{.name = layer.name, .rows = layer.rows, .stats = ActivationStats(layer.units), .chosen = chosen} {
    m_result.sample.reserve(chosen.size * layer.units);
  }

  /// A batch is counted while the next is read.
  LayerActivity read(LayerRows& rows) {
    Batch current{std::vector<Part>(parts_at_once())}, next{std::vector<Part>(parts_at_once())};
    for (fill(rows, current); current.has_something(); std::swap(current, next)) {
      m_pool.parallel_for(current.count + 1, [&](std::size_t task, unsigned /*worker*/) {
        if (task > 0)
          see(current.parts[task - 1]);
        else if (!current.failure)
          fill(rows, next);
      });
      for (std::size_t p = 0; p < current.count; ++p) merge(current.parts[p]);
      if (current.failure) std::rethrow_exception(current.failure);
    }
    if (!m_options.pre_activations) forget_unknown_preactivations(m_options.activation, m_result.stats);
    return std::move(m_result);
  }

 private:
  /// As many as there are threads, and memory for two batches.
  std::size_t parts_at_once() const {
    constexpr std::size_t k_counted = 40;  // bytes, of a unit
    const std::size_t units = m_no_bias.size();
    const std::size_t part_bytes = units * (rows_at_a_time(units) * sizeof(double) + k_counted);
    return std::clamp<std::size_t>(k_rows_in_memory / 2 / part_bytes, 1, m_pool.threads());
  }

  void see(Part& part) const {
    const std::size_t units = m_no_bias.size();
    part.stats = ActivationStats(units);
    part.sample.clear();
    part.has_negative = part.has_forbidden = false;
    const std::size_t most = std::clamp(k_values_at_once / units, std::size_t{1}, k_block_rows);
    for (std::size_t first = 0; first < part.stored.rows && !part.has_forbidden; first += most) {
      const std::size_t count = std::min(most, part.stored.rows - first);
      part.values.resize(count * units);
      const MatrixView<float> values(part.values.data(), count, units);
      part.stored.load(first, values);
      judge(values, part);
      if (part.has_forbidden) return;
      accumulate(values, part.stats);
      const std::size_t first_row = part.stored.first_row + first;
      m_result.chosen.for_each_between(first_row, first_row + count, [&](std::size_t row) {
        const std::span<const float> chosen = values.row(row - first_row);
        part.sample.insert(part.sample.end(), chosen.begin(), chosen.end());
      });
    }
  }

  void judge(MatrixView<const float> values, Part& part) const {
    unsigned negative = 0, forbidden = 0;
    const float lowest = m_range.lowest, highest = m_range.highest;
    const float* const all = values.data();
    for (std::size_t i = 0; i < values.size(); ++i) {
      negative |= static_cast<unsigned>(all[i] < 0);
      forbidden |= static_cast<unsigned>(!(all[i] >= lowest)) | static_cast<unsigned>(!(all[i] <= highest));
    }
    part.has_negative = part.has_negative || negative != 0;
    part.has_forbidden = forbidden != 0;
  }

  void accumulate(MatrixView<float> values, ActivationStats& stats) const {
    if (m_options.pre_activations)
      stats.activate_and_accumulate(values, m_no_bias, m_options.activation);
    else
      accumulate_activations(values, m_options.activation, stats);
  }

  /// In the order of the rows.
  void merge(const Part& part) {
    if (part.has_forbidden) fail_at_first(part.stored);
    m_result.stats.merge(part.stats);
    m_result.sample.insert(m_result.sample.end(), part.sample.begin(), part.sample.end());
    m_result.has_negative = m_result.has_negative || part.has_negative;
  }

  [[noreturn]] void fail_at_first(const StoredRows& rows) const {
    AlignedVector<float> values(rows.units);
    for (std::size_t row = 0;; ++row) {
      rows.load(row, {values.data(), 1, rows.units});
      const auto allowed = [&](float value) { return value >= m_range.lowest && value <= m_range.highest; };
      const auto first = std::ranges::find_if_not(values, allowed);
      if (first != values.end())
        fail_value(m_place, rows, row, static_cast<std::size_t>(first - values.begin()), m_options);
    }
  }

  std::string m_place;
  ActivityOptions m_options;
  ActivationRange m_range;
  std::vector<float> m_no_bias;
  ThreadPool& m_pool;
  LayerActivity m_result;
};

EvenRows chosen_rows(const std::vector<StoredLayer>& layers) {
  std::size_t units = 0;
  for (const StoredLayer& layer : layers) units += layer.units;
  const std::size_t rows = layers.front().rows;
  return {std::clamp(k_sampled_values / units, std::size_t{1}, rows), rows};
}

}  // namespace

FileActivity read_activity(const std::string& path, const ActivityOptions& options, ThreadPool& pool) {
  if (!options.pre_activations && !tells_activity(options.activation))
    throw UserError(input_name(path) + ": the activations of " + text_of(options.activation) +
                    " do not tell how saturated a unit is; save what goes into the function, and give "
                    "--pre-activations");
  ActivationFile file(path);
  const EvenRows chosen = chosen_rows(file.layers());
  FileActivity activity;
  for (std::size_t l = 0; l < file.layers().size(); ++l) {
    const std::unique_ptr<LayerRows> rows = file.rows_of(l);
    activity.layers.push_back(LayerReader(file.layers()[l], options, chosen, pool).read(*rows));
  }
  activity.sha256 = file.sha256();
  return activity;
}

}  // namespace reluscope
