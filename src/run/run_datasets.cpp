#include "run/run_datasets.hpp"

#include <algorithm>

#include "data/read_table.hpp"
#include "support/error.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_most_bytes = std::size_t{1} << 28;

std::size_t bytes_of(const Split& split) {
  return (split.inputs.size() + split.values.size()) * sizeof(float) +
         (split.labels.size() + split.lines.size()) * sizeof(std::uint32_t);
}

/// The model that says how the run's file is read, if any.
std::shared_ptr<const StartingModel> reading_model(const RunSpec& run) {
  return run.model.start && run.model.start->file.encoding ? run.model.start : nullptr;
}

const Encoding* encoding_of(const std::shared_ptr<const StartingModel>& model) {
  return model ? &*model->file.encoding : nullptr;
}

}  // namespace

const Table& RunDatasets::read(const RunSpec& run, ThreadPool& pool) {
  if (const ReadTable* const table = find(run)) return table->table;
  const std::shared_ptr<const StartingModel> model = reading_model(run);
  const TableOptions& options = run.data.table;
  if (!m_tables.empty() && options.path == "-")
    throw UserError("the runs read the data in different ways, and standard input can be read only once; name a file");
  m_tables.push_back(
      {options, model, model ? read_table(options, *encoding_of(model), pool) : read_table(options, pool)});
  return m_tables.back().table;
}

RunDatasets::Shared RunDatasets::of(const RunSpec& run) {
  const ReadTable* const table = find(run);
  const EncodingOptions& options = run.data.encoding;
  {
    const std::scoped_lock lock(m_mutex);
    const auto [first, last] = m_encoded.equal_range(options.split_seed);
    for (auto kept = first; kept != last; ++kept)
      if (kept->second.table == table && kept->second.options == options) return kept->second.dataset;
  }
  auto dataset = std::make_shared<const Dataset>(encode_dataset(table->table, options, encoding_of(table->model)));
  const std::size_t bytes = bytes_of(dataset->training) + bytes_of(dataset->validation);
  const std::scoped_lock lock(m_mutex);
  if (m_bytes + bytes <= k_most_bytes) {
    m_encoded.emplace(options.split_seed, Encoded{table, options, dataset});
    m_bytes += bytes;
  }
  return dataset;
}

const RunDatasets::ReadTable* RunDatasets::find(const RunSpec& run) const {
  const std::shared_ptr<const StartingModel> model = reading_model(run);
  const std::string sha256 = model ? model->sha256 : "";
  const auto found = std::ranges::find_if(m_tables, [&](const ReadTable& read) {
    return read.options == run.data.table && (read.model ? read.model->sha256 : "") == sha256;
  });
  return found == m_tables.end() ? nullptr : &*found;
}

}  // namespace reluscope
