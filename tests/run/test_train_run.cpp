#include <doctest/doctest.h>

#include "data/csv_options.hpp"
#include "report/report_json.hpp"
#include "run/train_run.hpp"

using namespace reluscope;

TEST_SUITE("train_run") {

namespace {

constexpr int k_epochs = 6;

/// y is |x|, on 40 rows.
std::string csv() {
  std::string text = "x,y\n";
  for (int i = -20; i < 20; ++i) text += std::to_string(i) + "," + std::to_string(std::abs(i)) + "\n";
  return text;
}

struct Problem {
  TemporaryFile file{csv()};
  RunSpec spec;
  Table table;

  Problem() {
    spec.data.table.path = file.path();
    spec.model.hidden = {5, 4};
    spec.training.epochs = k_epochs;
    table = read_table(spec.data);
  }
  Dataset dataset() const { return encode_dataset(table, spec.data.encoding); }
};

/// Records what it is told, and asks for a stop after an epoch.
struct Recorder : RunObserver {
  void epoch_evaluated(const EpochRecord& epoch) override { evaluated.push_back(epoch.metrics.epoch); }
  void epoch_ended(int epoch) override {
    ended.push_back(epoch);
    if (epoch == stop_after) stop.request_stop();
  }
  void training_ended() override { ++trainings; }
  void diagnosis_started() override { ++diagnoses; }

  std::vector<int> evaluated, ended;
  int trainings = 0, diagnoses = 0;
  int stop_after = -1;
  std::stop_source stop;
};

RunResult run(const Problem& task, RunObserver& observer, unsigned threads = 1, const std::stop_token& stop = {}) {
  ThreadPool pool(threads);
  return train_run(task.spec, task.dataset(), observer, pool, stop);
}

}  // namespace

TEST_CASE("a table serves several runs, each the same whatever ran before and however many threads there are") {
  Problem task;
  RunObserver nobody;
  const std::string first = json_text(run(task, nobody).report);
  task.spec.training.seed = 1;
  CHECK(json_text(run(task, nobody).report) != first);
  task.spec.training.seed = 0;
  CHECK(json_text(run(task, nobody, 3).report) == first);
}

TEST_CASE("the observer is told of every epoch, and of the evaluation of those that are tracked") {
  Problem task;
  task.spec.track_every = 4;
  Recorder recorder;
  const RunResult result = run(task, recorder);
  CHECK(recorder.ended == std::vector{0, 1, 2, 3, 4, 5, 6});
  CHECK(recorder.evaluated == std::vector{0, 4, 6});
  CHECK(recorder.trainings == 1);
  CHECK(recorder.diagnoses == 1);
  CHECK_FALSE(result.is_interrupted);
}

TEST_CASE("a request to stop gives the report of the epochs so far, which is that of a shorter run") {
  Problem task;
  Recorder recorder;
  recorder.stop_after = 2;
  const RunResult stopped = run(task, recorder, 1, recorder.stop.get_token());
  CHECK(stopped.is_interrupted);
  CHECK(stopped.report.training->status == TrainingStatus::interrupted);
  CHECK(stopped.report.training->epochs_completed == 2);
  task.spec.training.epochs = 2;
  RunObserver nobody;
  const RunResult shorter = run(task, nobody);
  CHECK(std::ranges::equal(stopped.network.parameters(), shorter.network.parameters()));
}

TEST_CASE("the report's config names what the specification left to the dataset") {
  const Problem task;
  RunObserver nobody;
  const NamedValues config = run(task, nobody).report.config;
  CHECK(config.front() == std::pair<std::string, Value>{"target", std::string("y")});
  CHECK(std::ranges::find(config, std::pair<std::string, Value>{"task", std::string("regression")}) != config.end());
}

}  // TEST_SUITE("train_run")
