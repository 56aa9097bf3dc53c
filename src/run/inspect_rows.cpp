#include "run/inspect_rows.hpp"

#include <algorithm>
#include <cmath>
#include <future>

#include "data/row_encoder.hpp"
#include "data/row_source.hpp"
#include "model/row_blocks.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_sample_values = std::size_t{1} << 23;  // 32 MiB

/// The rows that a thread takes at a time: fewer where they are long, so that a block is enough for all threads.
std::size_t shard_rows(std::size_t inputs) {
  const std::size_t wanted = stream_block_rows(inputs) / 8 / k_block_rows * k_block_rows;
  return std::clamp(wanted, k_block_rows, k_shard_rows);
}

/// A number of the file may be finite and its input not: 1e38 at a scale of 1e-3.
void check_finite(const Split& block, const Encoding& encoding, const std::string& file) {
  const MatrixView<const float> inputs = inputs_of(block);
  const auto is_finite = [](float x) { return std::isfinite(x); };
  if (std::all_of(inputs.data(), inputs.data() + inputs.size(), is_finite)) return;
  for (std::size_t j = 0; j < inputs.rows(); ++j)
    for (std::size_t k = 0; k < inputs.columns(); ++k)
      if (!is_finite(inputs.row(j)[k]))
        throw UserError(file + ":" + std::to_string(block.lines[j]) + ": column " +
                        in_quotes(encoding.input_names()[k]) +
                        " is beyond the range of float32 once it is scaled; correct the cell, or --drop the column");
}

/// Work that uses what is on the stack: it is waited for, whatever happens there.
class Background {
 public:
  Background(ThreadPool& pool, std::function<void()> work) : m_done(pool.submit(std::move(work))) {}
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;
  ~Background() {
    if (m_done.valid()) m_done.wait();
  }
  void get() { m_done.get(); }

 private:
  std::future<void> m_done;
};

class RowPass {
 public:
  RowPass(const Network<float>& network, ThreadPool& pool)
      : m_network(network),
        m_pool(pool),
        m_shard_rows(shard_rows(network.input_count())),
        m_workspaces(pool.threads()),
        m_overflow(network),
        m_seen(network) {}

  void add(const Split& block) {
    const Samples samples{inputs_of(block), block.labels, block.values};
    const std::size_t shards = (samples.rows() + m_shard_rows - 1) / m_shard_rows;
    while (m_shards.size() < shards)
      m_shards.push_back({EvaluationResult(m_network), InputRange(m_network.input_count()), {}});
    m_pool.parallel_for(shards, [&](std::size_t s, unsigned worker) {
      const std::size_t first = s * m_shard_rows;
      const Samples rows = samples.slice(first, std::min(m_shard_rows, samples.rows() - first));
      if (m_workspaces[worker].outputs.empty()) m_workspaces[worker] = m_network.make_workspace(k_block_rows);
      m_shards[s].activity.clear();
      m_shards[s].range = InputRange(m_network.input_count());
      evaluate_rows(m_network, rows, m_workspaces[worker], m_shards[s].activity);
      m_shards[s].range.add(rows.inputs);
      m_shards[s].overflow.assign(m_network.layers().size(), {});
      if (m_overflow.may_overflow(m_shards[s].range))
        m_overflow.add(rows.inputs, std::span(block.lines).subspan(first, rows.rows()), m_workspaces[worker],
                       m_shards[s].overflow);
    });
    for (std::size_t s = 0; s < shards; ++s) {
      m_seen.activity.merge(m_shards[s].activity);
      m_seen.range.merge(m_shards[s].range);
      for (std::size_t l = 0; l < m_seen.overflow.size(); ++l) m_seen.overflow[l].merge(m_shards[s].overflow[l]);
    }
    m_seen.sample.add(samples.inputs);
    m_seen.targets.add(samples.values);
  }

  RowsSeen& seen() { return m_seen; }

 private:
  struct Shard {
    EvaluationResult activity;
    InputRange range;
    FloatOverflow overflow;
  };

  const Network<float>& m_network;
  ThreadPool& m_pool;
  std::size_t m_shard_rows;
  std::vector<Shard> m_shards;
  std::vector<Workspace<float>> m_workspaces;  // per thread
  OverflowSearch m_overflow;
  RowsSeen m_seen;
};

}  // namespace

void encode_block(const ModelRows& model_rows, Split& block) {
  const Table& table = model_rows.stream().table();
  const RowEncoder encoder(table, model_rows.encoding());
  model_rows.check_block();
  const std::size_t rows = table.cells.rows();
  if (block.inputs.shape()[0] < rows) block = encoder.make_split(rows);
  block.lines.clear();
  block.labels.clear();
  block.values.clear();
  for (std::uint32_t j = 0; j < rows; ++j) encoder.append(j, block);
  check_finite(block, model_rows.encoding(), model_rows.stream().name());
}

MatrixView<const float> inputs_of(const Split& block) {
  return MatrixView<const float>(block.inputs).rows(0, block.rows());
}

void TargetSpread::add(std::span<const float> values) {
  if (values.empty()) return;
  const auto count = static_cast<double>(values.size());
  double sum = 0, square = 0;
  for (const float value : values) sum += value;
  const double mean = sum / count, apart = mean - m_mean;
  for (const float value : values) square += (value - mean) * (value - mean);
  m_total_square += square + apart * apart * m_count * count / (m_count + count);
  m_mean += apart * count / (m_count + count);
  m_count += count;
}

RowsSeen::RowsSeen(const Network<float>& network)
    : activity(network),
      range(network.input_count()),
      sample(std::max<std::size_t>(k_sample_values / network.input_count(), 1024), network.input_count()),
      overflow(network.layers().size()) {}

RowsSeen pass_rows(ModelRows& rows, const Network<float>& network, ThreadPool& pool,
                   const std::function<void(std::size_t)>& after_block) {
  TableStream& stream = rows.stream();
  RowPass pass(network, pool);
  pass.seen().columns.add(stream.table());
  Split block, next;
  encode_block(rows, block);
  for (bool more = true; more;) {
    Background reading(pool, [&] {
      more = stream.next();
      if (!more) return;
      pass.seen().columns.add(stream.table());
      encode_block(rows, next);
    });
    pass.add(block);
    reading.get();
    after_block(stream.rows_read());
    std::swap(block, next);
  }
  return std::move(pass.seen());
}

}  // namespace reluscope
