#include <algorithm>
#include <cmath>
#include <cstring>
#include <doctest/doctest.h>
#include <set>
#include <stdexcept>

#include "diagnosis/autopsy/replay.hpp"
#include "model/initialization.hpp"
#include "single_thread.hpp"
#include "stats/activity_tracker.hpp"
#include "train/observers.hpp"

using namespace reluscope;

TEST_SUITE("replay") {

namespace {

using Parameters = AlignedVector<float>;

constexpr std::size_t k_rows = 23;  // a batch of 4 or 7 leaves a smaller one at the end

/// Takes down the weights before every step of a run, and may stop it.
class Diary : public TrainingObserver {
 public:
  explicit Diary(int stop_at) : m_stop_at(stop_at) {}

  ObserverDecision epoch_ended(const EpochEnd& end) override {
    m_now.assign(end.network.parameters().begin(), end.network.parameters().end());
    return end.epoch == m_stop_at ? ObserverDecision::stop_interrupted : ObserverDecision::proceed;
  }
  void gradient_computed(const StepGradient& step) override {
    m_states.emplace_back(step.network.parameters().begin(), step.network.parameters().end());
  }
  void training_ended(const EpochEnd& /*end*/) override {}

  /// After so many steps of the run.
  const Parameters& after(std::size_t steps) const { return steps < m_states.size() ? m_states[steps] : m_now; }

 private:
  int m_stop_at;
  std::vector<Parameters> m_states;
  Parameters m_now;
};

/// A run in which units die, and some come back.
struct Run {
  explicit Run(std::uint64_t seed) : Run(seed, draw(seed), 1 + static_cast<int>(seed % 3)) {}
  Run(std::uint64_t seed, const TrainingOptions& how, int every, int stop_at = -1)
      : options(how),
        network({3, 8, 6, 3}, Activation()),
        inputs(Matrix<float>::from_shape({k_rows, 3})),
        diary(stop_at) {
    Random random(seed, RandomStream::check);
    initialize(network, {.bias = BiasInit::normal, .bias_scale = 0.3}, random);
    for (float& x : inputs) x = static_cast<float>(random.normal());
    for (std::size_t j = 0; j < k_rows; ++j) labels.push_back(static_cast<std::int32_t>(random.below(3)));
    ActivityTracker tracker(network, samples(), {}, {.every = every, .last_epoch = options.epochs}, single_thread());
    Trainer trainer(network, samples(), options);
    DeathRecorder recorder(tracker);
    Observers observers;
    observers.add(tracker);
    observers.add(recorder);
    observers.add(diary);
    trainer.run(observers, single_thread());
    intervals = recorder.intervals();
    steps_per_epoch = trainer.steps_per_epoch();
  }

  static TrainingOptions draw(std::uint64_t seed) {
    constexpr OptimizerKind k_kinds[] = {OptimizerKind::sgd, OptimizerKind::momentum, OptimizerKind::adam,
                                         OptimizerKind::adamw, OptimizerKind::rmsprop};
    constexpr double k_rates[] = {1, 0.3, 0.1, 0.1, 0.05};
    constexpr std::size_t k_batches[] = {1, 4, 7, 0};
    TrainingOptions options{.epochs = 7, .batch_size = k_batches[seed % 4], .seed = seed};
    options.optimizer = {
        .kind = k_kinds[seed % 5], .learning_rate = k_rates[seed % 5], .weight_decay = seed % 7 == 0 ? 0.1 : 0};
    options.clip_norm = seed % 6 == 0 ? 0.5 : 0;
    if (seed % 9 == 0) options.schedule = {.kind = Schedule::Kind::cosine};
    return options;
  }

  Samples samples() const { return {inputs, labels, {}}; }
  Replay replay(const DeathInterval& interval) const { return {interval, network, samples(), options}; }
  /// After so many steps, does it fire on some row?
  bool fires(std::size_t steps, UnitId id) const {
    Network<float> then = network;
    std::ranges::copy(diary.after(steps), then.parameters().begin());
    return evaluate(then, samples(), single_thread()).layers[id.layer].active_rows[id.unit] > 0;
  }
  std::size_t first_step(const DeathInterval& interval) const {
    return static_cast<std::size_t>(interval.from_epoch) * steps_per_epoch;
  }
  std::size_t steps(const DeathInterval& interval) const {
    return static_cast<std::size_t>(interval.to_epoch - interval.from_epoch) * steps_per_epoch;
  }
  std::vector<UnitId> died_in(const DeathInterval& interval) const {
    std::vector<UnitId> units;
    const std::size_t from = first_step(interval), to = from + steps(interval);
    for (std::size_t l = 0; l < network.hidden_layer_count(); ++l)
      for (std::size_t i = 0; i < network.layers()[l].units(); ++i)
        if (fires(from, {l, i}) && !fires(to, {l, i})) units.push_back({l, i});
    return units;
  }

  TrainingOptions options;
  Network<float> network;
  Matrix<float> inputs;
  std::vector<std::int32_t> labels;
  Diary diary;
  std::vector<DeathInterval> intervals;
  std::size_t steps_per_epoch = 0;
};

bool same_bits(std::span<const float> a, std::span<const float> b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

/// Plain SGD in batches of 4, tracked every other epoch: units die.
Run plain_run() {
  TrainingOptions options{.epochs = 6, .batch_size = 4};
  options.optimizer.learning_rate = 1;
  return {1, options, 2};
}

}  // namespace

TEST_CASE("an interval is recorded wherever a unit that fired at one tracked epoch does not at the next") {
  std::size_t intervals = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Run run(seed);
    for (const DeathInterval& interval : run.intervals) {
      CHECK(interval.from_epoch < interval.to_epoch);
      CHECK(!run.died_in(interval).empty());
      REQUIRE(interval.start_epoch <= interval.from_epoch);
      const auto start = static_cast<std::size_t>(interval.start_epoch) * run.steps_per_epoch;
      CHECK(same_bits(interval.start->parameters, run.diary.after(start)));
      CHECK(interval.end_hash == hash_of(run.diary.after(run.first_step(interval) + run.steps(interval))));
      ++intervals;
    }
  }
  CHECK(intervals > 40);
}

TEST_CASE("however long a run is, it keeps at most eight checkpoints, and none is far from where it is needed") {
  for (const int epochs : {5, 60}) {
    TrainingOptions options{.epochs = epochs, .batch_size = 4};
    options.optimizer.learning_rate = 1;
    std::set<const TrainingState*> states;
    std::size_t intervals = 0;
    for (std::uint64_t seed = 0; seed < 3; ++seed) {
      const Run run(seed, options, 1);
      states.clear();
      for (const DeathInterval& interval : run.intervals) {
        states.insert(interval.start.get());
        CHECK(interval.from_epoch - interval.start_epoch < (epochs == 5 ? 1 : 16));
        Replay replay = run.replay(interval);
        CHECK(same_bits(replay.network().parameters(), run.diary.after(run.first_step(interval))));
        ++intervals;
      }
      CHECK(states.size() <= 8);
    }
    CHECK(intervals > 3);
  }
}

TEST_CASE("what died since the last tracked epoch of a run that is interrupted is recorded") {
  TrainingOptions options{.epochs = 20, .batch_size = 4};
  options.optimizer.learning_rate = 1;
  const Run run(1, options, 10, 3);
  REQUIRE(run.intervals.size() == 1);
  CHECK(run.intervals.front().from_epoch == 0);
  CHECK(run.intervals.front().to_epoch == 3);
  CHECK(run.intervals.front().end_hash == hash_of(run.diary.after(3 * run.steps_per_epoch)));
}

TEST_CASE("a replay goes through the weights of the run, bit for bit, step by step") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Run run(seed);
    for (const DeathInterval& interval : run.intervals) {
      CAPTURE(seed);
      CAPTURE(interval.from_epoch);
      Replay replay = run.replay(interval);
      REQUIRE(replay.steps() == run.steps(interval));
      for (std::size_t step = 0; step <= replay.steps(); ++step) {
        replay.run_to(step);
        CHECK(same_bits(replay.network().parameters(), run.diary.after(run.first_step(interval) + step)));
      }
      CHECK_NOTHROW(replay.check_end());
      replay.restart();
      CHECK(same_bits(replay.network().parameters(), run.diary.after(run.first_step(interval))));
      replay.run_to(replay.steps());
      CHECK_NOTHROW(replay.check_end());
    }
  }
}

TEST_CASE("a replay that does not come out at the end of its interval says so") {
  const Run run = plain_run();
  REQUIRE(!run.intervals.empty());
  for (const DeathInterval& interval : run.intervals) {
    Replay replay = run.replay(interval);
    CHECK_THROWS_AS(replay.check_end(), std::logic_error);
    replay.run_to(replay.steps() - 1);
    CHECK_THROWS_AS(replay.check_end(), std::logic_error);

    Parameters end = run.diary.after(run.first_step(interval) + run.steps(interval));
    end.back() = std::nextafter(end.back(), 10.0F);
    DeathInterval other = interval;
    other.end_hash = hash_of(end);
    Replay astray = run.replay(other);
    astray.run_to(astray.steps());
    CHECK_THROWS_AS(astray.check_end(), std::logic_error);
  }
}

TEST_CASE("the optimizer's state of the start goes into a replay") {
  TrainingOptions options{.epochs = 6, .batch_size = 4};
  options.optimizer = {.kind = OptimizerKind::adam, .learning_rate = 0.1};
  const Run run(3, options, 1);
  const auto later = std::ranges::find_if(run.intervals, [](const auto& i) { return i.from_epoch > 0; });
  REQUIRE(later != run.intervals.end());
  TrainingState without = *later->start;
  without.optimizer = Optimizer(options.optimizer, without.parameters.size());
  DeathInterval other = *later;
  other.start = std::make_shared<const TrainingState>(without);
  Replay replay = run.replay(other);
  replay.run_to(replay.steps());
  CHECK_THROWS_AS(replay.check_end(), std::logic_error);
}

TEST_CASE("steps count from 0 over the epochs of the interval, and restart in each") {
  const Run run = plain_run();  // 23 rows, 4 a step
  REQUIRE(!run.intervals.empty());
  const DeathInterval& interval = run.intervals.front();
  REQUIRE(interval.to_epoch == interval.from_epoch + 2);
  const Replay replay = run.replay(interval);
  CHECK(replay.steps() == 12);
  CHECK(replay.epoch_of(0) == interval.from_epoch + 1);
  CHECK(replay.epoch_of(5) == interval.from_epoch + 1);
  CHECK(replay.epoch_of(6) == interval.from_epoch + 2);
  CHECK(replay.epoch_of(11) == interval.from_epoch + 2);
  CHECK(replay.step_in_epoch(5) == 5);
  CHECK(replay.step_in_epoch(6) == 0);
  CHECK(replay.step_in_epoch(11) == 5);
}

TEST_CASE("the rows of the next step are those that it is taken on") {
  for (const std::size_t batch_size : {4U, 0U}) {
    TrainingOptions options{.epochs = 4, .batch_size = batch_size};
    options.optimizer.learning_rate = batch_size == 0 ? 3 : 1;
    const Run run(5, options, 2);
    REQUIRE(!run.intervals.empty());
    Replay replay = run.replay(run.intervals.front());
    for (std::size_t step = 0; step < replay.steps(); ++step) {
      CAPTURE(step);
      const std::vector<std::uint32_t> rows(replay.next_rows().begin(), replay.next_rows().end());
      CHECK(rows.size() == (batch_size == 0 ? 23 : replay.step_in_epoch(step) == 5 ? 3 : 4));
      Matrix<float> inputs = Matrix<float>::from_shape({rows.size(), 3});
      std::vector<std::int32_t> labels;
      for (std::size_t j = 0; j < rows.size(); ++j) {
        std::ranges::copy(run.samples().inputs.row(rows[j]), MatrixView<float>(inputs).row(j).begin());
        labels.push_back(run.labels[rows[j]]);
      }
      Network<float> network = replay.network();
      Trainer(network, {inputs, labels, {}}, options).step({inputs, labels, {}}, options.optimizer.learning_rate);
      replay.take_one(nullptr);
      CHECK(same_bits(network.parameters(), replay.network().parameters()));
    }
  }
}

TEST_CASE("a killing step is one before which the unit fires on some row, and after which on none") {
  std::size_t deaths = 0, of_one_step = 0, epochs_with_several = 0, in_later_epochs = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Run run(seed);
    for (const DeathInterval& interval : run.intervals) {
      Replay replay = run.replay(interval);
      const std::vector<UnitId> units = run.died_in(interval);
      const std::vector<std::size_t> found = killing_steps(replay, units, run.samples(), single_thread());
      REQUIRE(found.size() == units.size());
      for (std::size_t u = 0; u < units.size(); ++u) {
        CAPTURE(seed);
        CAPTURE(interval.to_epoch);
        CAPTURE(units[u].layer);
        CAPTURE(units[u].unit);
        std::vector<std::size_t> killing;
        for (std::size_t step = 0; step < run.steps(interval); ++step) {
          const std::size_t taken = run.first_step(interval) + step;
          if (run.fires(taken, units[u]) && !run.fires(taken + 1, units[u])) killing.push_back(step);
        }
        CHECK(std::ranges::find(killing, found[u]) != killing.end());
        of_one_step += killing.size() == 1;
        in_later_epochs += found[u] >= run.steps_per_epoch;
      }
      deaths += units.size();
      epochs_with_several += std::set<std::size_t>(found.begin(), found.end()).size() > 1;
    }
  }
  CHECK(deaths > 200);  // or the test is none
  CHECK(of_one_step > 100);
  CHECK(epochs_with_several > 20);
  CHECK(in_later_epochs > 20);
}

TEST_CASE("the killing steps do not depend on who else died") {
  const Run run = plain_run();
  for (const DeathInterval& interval : run.intervals) {
    const std::vector<UnitId> units = run.died_in(interval);
    Replay replay = run.replay(interval);
    const std::vector<std::size_t> together = killing_steps(replay, units, run.samples(), single_thread());
    for (std::size_t u = 0; u < units.size(); ++u)
      CHECK(killing_steps(replay, std::span(&units[u], 1), run.samples(), single_thread()).front() == together[u]);
  }
}

}  // TEST_SUITE("replay")
