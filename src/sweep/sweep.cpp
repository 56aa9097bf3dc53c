#include "sweep/sweep.hpp"

#include <algorithm>
#include <mutex>

#include "run/train_run.hpp"
#include "support/error.hpp"

namespace reluscope {
namespace {

std::string key_in_report(std::string key) {
  std::ranges::replace(key, '-', '_');
  return key;
}

SweepSetup setup_of(const SweepSpec& spec, const Dataset& first, const TableOptions& table) {
  SweepSetup setup{.data = {.path = table.path,
                            .sha256 = first.sha256,
                            .validation_path = table.validation_path,
                            .validation_sha256 = first.validation_sha256,
                            .rows = static_cast<std::int64_t>(first.rows_read),
                            .target = first.encoding.target,
                            .task = first.encoding.task,
                            .is_held_out = first.validation.rows() > 0,
                            .notes = first.notes},
                   .options = {},
                   .axes = {},
                   .seeds = spec.seeds,
                   .dead_limit = spec.dead_limit,
                   .rules = {}};
  for (const SweptOption& option : spec.options) {
    const std::string key = key_in_report(option.key);
    if (option.is_axis())
      setup.axes.push_back({key, option.values, option.is_number});
    else if (option.key != "data")
      setup.options.emplace_back(key, option.is_flag ? Value(true) : value_of(option.values.front(), option.is_number));
  }
  for (const Gate& gate : spec.gates) setup.rules.push_back(gate.rule());
  return setup;
}

/// As CellSpec::with_seed does. Most of a config does not depend on the seed, and to work it out takes long.
void set_seed(std::uint64_t seed, bool has_split_seed, NamedValues& config) {
  for (auto& [name, value] : config)
    if (name == "seed" || (name == "split_seed" && !has_split_seed)) value = static_cast<std::int64_t>(seed);
}

void check_comparable(const Dataset& dataset, const SweptData& data) {
  if (dataset.encoding.task != data.task || (dataset.validation.rows() > 0) != data.is_held_out)
    throw UserError(
        "sweep: some cells learn classes and others numbers, or some hold out rows and others do not: their quality "
        "cannot be compared; make a sweep of each");
}

std::optional<int> first_death_of(const std::vector<UnitEvent>& events) {
  for (const UnitEvent& event : events)  // in the order of their epochs
    if (event.type == EventType::died) return event.epoch;
  return std::nullopt;
}

}  // namespace

Sweep::Sweep(const SweepSpec& spec, ThreadPool& pool) {
  const std::size_t cells = spec.cells();
  m_cells.reserve(cells);  // so that a cell can be made from the one before it
  for (std::size_t cell = 0; cell < cells; ++cell) {
    m_cells.push_back(cell_spec(spec, cell, cell > 0 ? &m_cells[cell - 1] : nullptr));
    const CellSpec& own = m_cells.back();
    const Table& table = m_datasets.read(own.run, pool);
    const StartingModel* const model = own.run.model.start.get();
    const InputHashes hashes{.data = table.sha256,
                             .validation = table.validation ? table.validation->sha256 : "",
                             .model = model != nullptr ? model->sha256 : ""};
    const RunSpec first = own.with_seed(spec.seeds.front());
    if (cell == 0)
      m_plan.setup = setup_of(spec, *m_datasets.of(first), first.data.table);
    else if (first.data != m_cells[cell - 1].with_seed(spec.seeds.front()).data)
      check_comparable(*m_datasets.of(first), m_plan.setup.data);
    NamedValues config = first.config();
    for (const std::uint64_t seed : spec.seeds) {
      set_seed(seed, own.has_split_seed, config);
      m_plan.runs.push_back({static_cast<std::int64_t>(cell), seed, RunSpec::id_of(config, hashes)});
    }
  }
}

std::vector<std::string> Sweep::other_inputs() const {
  std::vector<std::string> paths;
  for (const CellSpec& cell : m_cells)
    if (const StartingModel* const model = cell.run.model.start.get())
      paths.insert(paths.end(), model->file.other_files.begin(), model->file.other_files.end());
  return paths;
}

void Sweep::run(std::span<const std::size_t> runs, ThreadPool& pool, const std::stop_token& stop,
                const std::function<void(const RunRecord&)>& done) {
  std::mutex mutex;
  pool.parallel_for(runs.size(), [&](std::size_t i, unsigned) {
    if (stop.stop_requested()) return;
    const RunRecord record = run(runs[i], stop);
    if (record.status == TrainingStatus::interrupted) return;
    const std::scoped_lock lock(mutex);
    done(record);
  });
}

RunRecord Sweep::run(std::size_t number, const std::stop_token& stop) {
  const PlannedRun& planned = m_plan.runs[number];
  const RunSpec spec = m_cells[static_cast<std::size_t>(planned.cell)].with_seed(planned.seed);
  const RunDatasets::Shared dataset = m_datasets.of(spec);
  RunObserver nobody;
  ThreadPool alone(1);
  const RunResult result = train_run_in_brief(spec, *dataset, nobody, alone, stop);
  const Report& report = result.report;
  const EpochReport& last = report.training->history.back();
  return {.run = static_cast<std::int64_t>(number),
          .cell = planned.cell,
          .seed = planned.seed,
          .id = planned.id,
          .status = result.is_interrupted ? TrainingStatus::interrupted : report.training->status,
          .epochs_completed = report.training->epochs_completed,
          .first_death_epoch = first_death_of(report.events),
          .training = last.training,
          .validation = last.validation,
          .summary = report.summary};
}

}  // namespace reluscope
