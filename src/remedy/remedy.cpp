#include "remedy/remedy.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "diagnosis/findings/causes.hpp"
#include "remedy/candidates.hpp"
#include "run/make_network.hpp"
#include "run/run_command.hpp"
#include "run/run_datasets.hpp"
#include "run/run_report.hpp"
#include "run/train_run.hpp"
#include "support/error.hpp"
#include "support/system_error.hpp"

namespace reluscope {
namespace {

RemedyRun outcome_of(const Report& report) {
  const EpochReport& last = report.training->history.back();
  const PredictionMetrics& metrics = last.validation.value_or(last.training);
  return {.is_diverged = report.training->status == TrainingStatus::diverged,
          .dead_fraction = report.summary["dead_fraction"] + report.summary["saturated_fraction"],
          .loss = metrics.rmse.value_or(metrics.loss),
          .quality = metrics.accuracy.value_or(metrics.r2.value_or(std::numeric_limits<double>::quiet_NaN()))};
}

/// A change with a run of its own for each seed.
struct Attempt {
  Candidate candidate;
  RunSpec spec;
  std::vector<std::optional<RemedyRun>> runs;
};

class RemedySearch {
 public:
  RemedySearch(const RemedySpec& spec, ThreadPool& pool, std::stop_token stop, const RemedyObserver& observer)
      : m_spec(spec), m_pool(pool), m_stop(std::move(stop)), m_observer(observer), m_given(options_of(spec.run)) {
    // nothing by which changes are compared depends on these
    RunSpec base = spec.run;
    base.autopsy = false;
    base.history = HistoryDetail::none;
    base.diagnosis.rank = RankMode::none;
    base.diagnosis.prove = ProofMode::none;
    for (std::int64_t s = 0; s < spec.seeds; ++s)
      m_seeds.push_back(spec.run.training.seed + static_cast<std::uint64_t>(s));
    m_attempts.push_back({{}, base, empty_runs()});
  }

  RemedyResult find() {
    m_reports.resize(m_seeds.size());
    run_attempts(0);
    const std::size_t first = 1;
    if (!m_stop.stop_requested()) add_candidates();
    m_observer.planned((m_attempts.size() + 1) * m_seeds.size());
    run_attempts(first);
    RemedyResult result = result_so_far();
    if (!m_stop.stop_requested() && add_best_two(result)) {
      run_attempts(m_attempts.size() - 1);
      result = result_so_far();
    }
    if (m_stop.stop_requested()) result.status = RemedyStatus::interrupted;
    return result;
  }

 private:
  std::vector<std::optional<RemedyRun>> empty_runs() const {
    return std::vector<std::optional<RemedyRun>>(m_seeds.size());
  }

  RunSpec with_seed(RunSpec spec, std::uint64_t seed) const {
    spec.training.seed = seed;
    if (!m_spec.has_split_seed) spec.data.encoding.split_seed = seed;
    return spec;
  }

  /// None if its options do not go together, or it is no other run than as given.
  std::optional<Attempt> attempt_of(Candidate candidate) {
    const RunSpec& base = m_attempts.front().spec;
    try {
      const DataOptions& data = m_spec.run.data;
      RunSpec spec = run_spec(data.table.path, changed(m_given, candidate.changes));
      if (spec.model.init_from == base.model.init_from) spec.model.start = base.model.start;
      read_starting_model(spec);
      spec.autopsy = base.autopsy;
      spec.history = base.history;
      spec.diagnosis.rank = base.diagnosis.rank;
      spec.diagnosis.prove = base.diagnosis.prove;
      if (spec.config() == base.config()) return std::nullopt;
      static_cast<void>(m_datasets.read(spec, m_pool));
      return Attempt{std::move(candidate), std::move(spec), empty_runs()};
    } catch (const SystemError&) {
      throw;
    } catch (const UserError&) {
      return std::nullopt;
    }
  }

  /// What the runs as given name, those of every seed, and what is usual.
  void add_candidates() {
    Findings findings;
    for (const std::optional<Report>& report : m_reports)
      if (report) std::ranges::copy(report->findings, std::back_inserter(findings));
    const bool is_classification = m_reports.front()->data.task == Task::classification;
    for (Candidate& candidate : candidates_of(m_attempts.front().spec, findings, is_classification)) {
      if (std::optional<Attempt> attempt = attempt_of(std::move(candidate))) m_attempts.push_back(std::move(*attempt));
    }
  }

  bool add_best_two(const RemedyResult& result) {
    std::vector<const Attempt*> best;
    for (const Trial& trial : result.trials) {
      const auto attempt = std::ranges::find_if(
          m_attempts, [&](const Attempt& one) { return text_of(one.candidate.changes) == trial.cure; });
      const auto sets_same = [&](const OptionChange& change) {
        return std::ranges::find(best.front()->candidate.changes, change.key, &OptionChange::key) !=
               best.front()->candidate.changes.end();
      };
      if (!trial.is_no_worse || (!best.empty() && std::ranges::any_of(attempt->candidate.changes, sets_same))) continue;
      best.push_back(&*attempt);
      if (best.size() == 2) break;
    }
    if (best.size() < 2) return false;
    OptionChanges together = best[0]->candidate.changes;
    std::ranges::copy(best[1]->candidate.changes, std::back_inserter(together));
    std::optional<Attempt> attempt = attempt_of({"together", std::move(together)});
    if (attempt) m_attempts.push_back(std::move(*attempt));
    return attempt.has_value();
  }

  /// The attempts from `first` on that have no runs yet.
  void run_attempts(std::size_t first) {
    if (first == 0) static_cast<void>(m_datasets.read(m_attempts.front().spec, m_pool));
    const std::size_t seeds = m_seeds.size(), jobs = (m_attempts.size() - first) * seeds;
    m_pool.parallel_for(jobs, [&](std::size_t job, unsigned) {
      if (m_stop.stop_requested()) return;
      const std::size_t a = first + job / seeds, s = job % seeds;
      const RunSpec spec = with_seed(m_attempts[a].spec, m_seeds[s]);
      const RunDatasets::Shared dataset = dataset_of(spec, a == 0);
      if (!dataset) return;
      RunObserver nobody;
      ThreadPool alone(1);
      const auto train = a == 0 ? train_run : train_run_in_brief;
      RunResult run = train(spec, *dataset, nobody, alone, m_stop);
      if (run.is_interrupted) return;
      const std::scoped_lock lock(m_mutex);
      m_attempts[a].runs[s] = outcome_of(run.report);
      m_observer.run_ended(*m_attempts[a].runs[s]);
      if (a == 0) m_reports[s] = as_given(std::move(run), *dataset, m_seeds[s]);
    });
  }

  /// The report, saying the options that were given instead of those that make the comparison quick.
  Report as_given(RunResult run, const Dataset& dataset, std::uint64_t seed) const {
    const RunSpec given = with_seed(m_spec.run, seed);
    run.report.config = resolved_config(given, dataset, run.network);
    add_commands(given, dataset, run.report.findings);
    return std::move(run.report);
  }

  /// Null if the rows that a change leaves cannot be trained on.
  RunDatasets::Shared dataset_of(const RunSpec& spec, bool is_as_given) {
    try {
      return m_datasets.of(spec);
    } catch (const UserError&) {
      if (is_as_given) throw;
      return nullptr;
    }
  }

  RemedyResult result_so_far() const {
    RemedyResult result;
    result.seeds = m_seeds;
    if (const std::optional<Report>& first = m_reports.front()) {
      result.config = first->config;
      result.findings = first->findings;
      result.data = {.path = first->data.path,
                     .sha256 = first->data.sha256,
                     .rows = first->data.rows,
                     .target = first->data.target,
                     .task = *first->data.task,
                     .is_held_out = first->data.validation_rows > 0};
    }
    for (std::size_t a = 0; a < m_attempts.size(); ++a) {
      const Attempt& attempt = m_attempts[a];
      Trial trial{.cure = text_of(attempt.candidate.changes),
                  .because = attempt.candidate.because,
                  .command = train_command(m_spec.run.data.table.path, changed(m_given, attempt.candidate.changes))};
      summarise(attempt.runs, m_attempts.front().runs, Random(0, RandomStream::bootstrap, a), trial);
      if (a == 0)
        result.base = std::move(trial);
      else if (trial.runs > 0)
        result.trials.push_back(std::move(trial));
    }
    rank(result);
    return result;
  }

  const RemedySpec& m_spec;
  ThreadPool& m_pool;
  std::stop_token m_stop;
  const RemedyObserver& m_observer;
  OptionChanges m_given;
  std::vector<std::uint64_t> m_seeds;
  RunDatasets m_datasets;
  std::vector<Attempt> m_attempts;               // the first is as given
  std::mutex m_mutex;                            // of the runs and the reports
  std::vector<std::optional<Report>> m_reports;  // of the runs as given
};

}  // namespace

RemedyResult find_remedy(const RemedySpec& spec, ThreadPool& pool, const std::stop_token& stop,
                         const RemedyObserver& observer) {
  return RemedySearch(spec, pool, stop, observer).find();
}

}  // namespace reluscope
