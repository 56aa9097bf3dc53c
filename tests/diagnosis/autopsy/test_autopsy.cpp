#include <algorithm>
#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <optional>
#include <stdexcept>

#include "diagnosis/autopsy/autopsy.hpp"
#include "diagnosis/autopsy/step_contributions.hpp"
#include "model/initialization.hpp"
#include "reference_network.hpp"
#include "single_thread.hpp"
#include "train/observers.hpp"

using namespace reluscope;

TEST_SUITE("autopsy") {

namespace {

/// Takes down the weights before every step of a run.
class Diary : public TrainingObserver {
 public:
  ObserverDecision epoch_ended(const EpochEnd& end) override {
    m_now = end.network;
    return ObserverDecision::proceed;
  }
  void gradient_computed(const StepGradient& step) override { m_networks.push_back(step.network); }
  void training_ended(const EpochEnd& /*end*/) override {}

  /// After so many steps of the run.
  const Network<float>& after(std::size_t steps) const {
    return steps < m_networks.size() ? m_networks[steps] : *m_now;
  }

 private:
  std::vector<Network<float>> m_networks;
  std::optional<Network<float>> m_now;
};

/// A dataset, a network, and what became of it.
struct Run {
  Run(Dataset data, const Network<float>& start, const TrainingOptions& how, int every = 1)
      : dataset(std::move(data)),
        options(how),
        network(start),
        tracker(network, samples(), {}, {.every = every, .last_epoch = how.epochs}, single_thread()) {
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

  Samples samples() const { return {dataset.training.inputs, dataset.training.labels, dataset.training.values}; }
  std::vector<DeathReport> deaths() const {
    return autopsies_of(intervals, tracker, network, dataset, samples(), options, single_thread(), {});
  }
  /// Steps of the run before that of the autopsy.
  std::size_t steps_before(const Autopsy& autopsy) const {
    return static_cast<std::size_t>(autopsy.epoch - 1) * steps_per_epoch + autopsy.step - 1;
  }
  std::vector<std::uint32_t> batch_of(const Autopsy& autopsy) const {
    Network<float> copy = network;
    Trainer trainer(copy, samples(), options);
    trainer.start_epoch(autopsy.epoch);
    const auto rows = trainer.rows_of_step(autopsy.step - 1);
    return {rows.begin(), rows.end()};
  }
  MeanSnapshot means_after(std::size_t steps) const {
    const Network<float>& then = diary.after(steps);
    return {then, column_means(dataset.training.inputs), evaluate(then, samples(), single_thread())};
  }
  bool fires(std::size_t steps, UnitId id) const {
    return evaluate(diary.after(steps), samples(), single_thread()).layers[id.layer].active_rows[id.unit] > 0;
  }
  /// Of a step of the run, on the unit's weights and bias.
  double update_norm(std::size_t step, UnitId id) const {
    const Network<float>&from = diary.after(step), &to = diary.after(step + 1);
    double square = std::pow(static_cast<double>(to.bias(id.layer)[id.unit]) - from.bias(id.layer)[id.unit], 2);
    for (std::size_t k = 0; k < from.layers()[id.layer].inputs(); ++k)
      square += std::pow(
          static_cast<double>(to.weights(id.layer).row(id.unit)[k]) - from.weights(id.layer).row(id.unit)[k], 2);
    return std::sqrt(square);
  }
  /// z̄ by a plain loop over the rows, in double.
  double mean_preactivation(std::size_t steps, UnitId id) const {
    double sum = 0;
    for (std::size_t j = 0; j < samples().rows(); ++j)
      sum += ReferencePass(diary.after(steps), samples().inputs.row(j)).z[id.layer][id.unit];
    return sum / static_cast<double>(samples().rows());
  }
  StepContributions contributions_to(UnitId id, const Autopsy& autopsy, const DeathInterval& interval) const {
    Replay replay(interval, network, samples(), options);
    const std::size_t step = steps_before(autopsy) - static_cast<std::size_t>(interval.from_epoch) * steps_per_epoch;
    replay.run_to(step);
    const MeanSnapshot view = means_after(steps_before(autopsy));
    const Optimizer optimizer = replay.trainer().optimizer();
    const Samples rows = samples();
    ContributionProbe probe({&id, 1}, view, optimizer, rows, batch_of(autopsy), options.clip_norm,
                            autopsy.learning_rate);
    replay.take_one(&probe);
    return probe.contributions().front();
  }

  Dataset dataset;
  TrainingOptions options;
  Network<float> network;
  ActivityTracker tracker;
  Diary diary;
  std::vector<DeathInterval> intervals;
  std::size_t steps_per_epoch = 0;
};

/// A regression on numbers x0, x1, …; row j starts on line 100 + 3j, and values are targets times 10, plus 5.
Dataset regression(const std::vector<std::vector<float>>& rows, const std::vector<float>& values) {
  Dataset dataset;
  for (std::size_t k = 0; k < rows.front().size(); ++k)
    dataset.encoding.features.push_back({.column = "x" + std::to_string(k)});
  dataset.encoding.task = Task::regression;
  dataset.encoding.target_shift = 5;
  dataset.encoding.target_scale = 10;
  dataset.training.inputs = Matrix<float>::from_shape({rows.size(), rows.front().size()});
  dataset.training.values = values;
  for (std::size_t j = 0; j < rows.size(); ++j) {
    std::ranges::copy(rows[j], MatrixView<float>(dataset.training.inputs).row(j).begin());
    dataset.training.lines.push_back(static_cast<std::uint32_t>(100 + 3 * j));
  }
  return dataset;
}

/// 25 rows: batches of 4 or 8 leave one behind.
Dataset random_dataset(Random& random, bool classification) {
  std::vector<std::vector<float>> rows(25, std::vector<float>(3));
  std::vector<float> values;
  for (std::vector<float>& row : rows) {
    for (float& x : row) x = static_cast<float>(random.normal());
    values.push_back(static_cast<float>(random.normal()));
  }
  Dataset dataset = regression(rows, values);
  if (!classification) return dataset;
  dataset.encoding.task = Task::classification;
  dataset.encoding.classes = {"red", "green", "blue"};
  for (std::size_t j = 0; j < rows.size(); ++j)
    dataset.training.labels.push_back(static_cast<std::int32_t>(random.below(3)));
  dataset.training.values.clear();
  return dataset;
}

/// Optimizers, batches, intervals, clipping and schedules, at rates that kill.
Run random_run(std::uint64_t seed) {
  constexpr OptimizerKind k_kinds[] = {OptimizerKind::sgd, OptimizerKind::momentum, OptimizerKind::adam,
                                       OptimizerKind::nesterov, OptimizerKind::adamw};
  constexpr double k_rates[] = {1, 0.3, 0.1, 0.2, 0.1};
  constexpr std::size_t k_batches[] = {1, 4, 8, 0};
  Random random(seed, RandomStream::check);
  const bool classification = seed % 2 == 0;
  const Dataset dataset = random_dataset(random, classification);
  Network<float> network({3, 8, 6, 5, classification ? 3U : 1U}, Activation());
  initialize(network, {.bias = BiasInit::normal, .bias_scale = 0.3}, random);
  TrainingOptions options{.epochs = 6, .batch_size = k_batches[seed % 4], .seed = seed};
  const double gentler = classification ? 1 : 0.1;  // a squared error has no bound
  options.optimizer = {
      .kind = k_kinds[seed % 5], .learning_rate = gentler * k_rates[seed % 5], .weight_decay = seed % 7 == 0 ? 0.1 : 0};
  options.clip_norm = seed % 6 == 0 ? 2 : 0;
  if (seed % 9 == 0) options.schedule = {.kind = Schedule::Kind::step, .step_size = 2, .gamma = 0.5};
  return {dataset, network, options, 1 + static_cast<int>(seed % 3)};
}

/// Calls what it is given for every death of many random runs; returns how many there were.
template <class F>
std::size_t for_each_death(F&& check) {
  std::size_t deaths = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Run run = random_run(seed);
    for (const DeathReport& death : run.deaths()) {
      CAPTURE(seed);
      CAPTURE(death.found_epoch);
      CAPTURE(death.id.layer);
      CAPTURE(death.id.unit);
      const auto interval = std::ranges::find(run.intervals, death.found_epoch, &DeathInterval::to_epoch);
      REQUIRE(interval != run.intervals.end());
      check(run, *interval, death.id, death.autopsy);
      ++deaths;
    }
  }
  return deaths;
}

Network<float> one_unit(float weight, float bias) {
  Network<float> network({1, 1, 1}, Activation());
  network.weights(0).row(0)[0] = weight, network.bias(0)[0] = bias;
  network.weights(1).row(0)[0] = 1;
  return network;
}

}  // namespace

TEST_CASE("a death in one step of all rows, by hand") {
  // z = 5x − 6 is 4 and −11; L_0 = (4 + 796)², so dL_0/dz = 1600, and at a rate of 1/800 w goes to 3, b to −7
  TrainingOptions options{.epochs = 1, .batch_size = 0};
  options.optimizer.learning_rate = 1.0 / 800;
  const Run run(regression({{2}, {-1}}, {-796, 0}), one_unit(5, -6), options);
  const std::vector<DeathReport> deaths = run.deaths();
  REQUIRE(deaths.size() == 1);
  CHECK(deaths[0].found_epoch == 1);
  CHECK(deaths[0].id.layer == 0);
  CHECK(deaths[0].id.unit == 0);
  const Autopsy& autopsy = deaths[0].autopsy;
  CHECK(autopsy.epoch == 1);
  CHECK(autopsy.step == 1);
  CHECK(autopsy.learning_rate == 1.0 / 800);
  CHECK(autopsy.update_norm == doctest::Approx(std::sqrt(5)));
  CHECK(autopsy.median_update_norm == autopsy.update_norm);
  CHECK(autopsy.before == doctest::Approx(-3.5));
  CHECK(autopsy.after == doctest::Approx(-5.5));
  CHECK(autopsy.from_gradient == doctest::Approx(-2));  // −(1/800) / 2 · 1600 · (2 · ½ + 1)
  CHECK(autopsy.from_state == 0);
  CHECK(autopsy.from_inputs == 0);
  CHECK(autopsy.ranked_by == RankedBy::own);
  REQUIRE(autopsy.rows.size() == 1);  // the other had no part in it
  CHECK(autopsy.rows[0].share == doctest::Approx(1));
  CHECK(autopsy.rows[0].row.line == 100);
  CHECK(std::get<double>(autopsy.rows[0].row.target) == doctest::Approx(-7955));
  CHECK(autopsy.rows[0].row.feature == "x0");
  CHECK(autopsy.rows[0].row.deviations == doctest::Approx(1));  // 2, of a mean of ½ and a deviation of 1½
}

TEST_CASE("a death by momentum, in a batch that had no part in it, by hand") {
  // The first row takes w, b and z by 2s, s and 5s, s = ½: z is 1½. Momentum takes 0.9 of that once more.
  TrainingOptions options{.epochs = 1, .batch_size = 1};
  options.optimizer = {.kind = OptimizerKind::momentum, .learning_rate = 0.5 / 1600, .momentum = 0.9};
  const Dataset dataset = regression({{2}, {-1}}, {-796, 0});
  Network<float> network = one_unit(5, -6);
  for (bool in_order = false; !in_order; options.seed += !in_order) {
    Trainer trainer(network, {dataset.training.inputs, {}, dataset.training.values}, options);
    trainer.start_epoch(1);
    in_order = trainer.rows_of_step(0).front() == 0;
  }
  const Run run(dataset, network, options);
  const std::vector<DeathReport> deaths = run.deaths();
  REQUIRE(deaths.size() == 1);
  const Autopsy& autopsy = deaths[0].autopsy;
  CHECK(autopsy.step == 2);
  CHECK(autopsy.update_norm == doctest::Approx(0.45 * std::sqrt(5)));
  CHECK(autopsy.median_update_norm == doctest::Approx(0.475 * std::sqrt(5)));  // of 0.5 and 0.45
  CHECK(autopsy.before == doctest::Approx(-4.5));
  CHECK(autopsy.after == doctest::Approx(-5.4));
  CHECK(autopsy.from_gradient == 0);
  CHECK(autopsy.from_state == doctest::Approx(-0.9));  // −(0.9 · ½ + 0.45)
  CHECK(autopsy.from_inputs == 0);
  CHECK(autopsy.rows.empty());
}

TEST_CASE("a death that comes from below, by hand") {
  // x = 1: A = 3x feeds B = 2A − 5, at 1, and C = A + 10; the output is vB + C, 10 above its target: a slope of 20.
  // B's weight goes to 2 − 60v·lr, its bias to −5 − 20v·lr; A, by weight and bias, to 3 − 2 · 20 (2v + 1) lr.
  for (const float v : {1.0F, 0.1F}) {
    CAPTURE(v);
    Network<float> network({1, 1, 2, 1}, Activation());
    network.weights(0).row(0)[0] = 3;
    network.weights(1).row(0)[0] = 2, network.bias(1)[0] = -5;
    network.weights(1).row(1)[0] = 1, network.bias(1)[1] = 10;
    network.weights(2).row(0)[0] = v, network.weights(2).row(0)[1] = 1;
    TrainingOptions options{.epochs = 1, .batch_size = 0};
    options.optimizer.learning_rate = 0.02;
    const Run run(regression({{1}, {1}}, {v + 3, v + 3}), network, options);
    const std::vector<DeathReport> deaths = run.deaths();
    REQUIRE(deaths.size() == 1);
    CHECK(deaths[0].id.layer == 1);
    CHECK(deaths[0].id.unit == 0);
    const Autopsy& autopsy = deaths[0].autopsy;
    const double weight = 2 - 1.2 * v, a = 3 - 0.8 * (2 * v + 1);
    CHECK(autopsy.before == doctest::Approx(1));
    CHECK(autopsy.after == doctest::Approx(weight * a - 5 - 0.4 * v));
    CHECK(autopsy.from_gradient == doctest::Approx(-4 * v));  // −20v · lr · (3 · 3 + 1)
    CHECK(autopsy.from_inputs == doctest::Approx(weight * (a - 3)));
    CHECK((autopsy.ranked_by == RankedBy::inputs) == (v < 1));
    REQUIRE(autopsy.rows.size() == 2);
    for (const AutopsyRow& row : autopsy.rows) CHECK(row.share == doctest::Approx(0.5));
  }
}

TEST_CASE("the step is one that killed, and it is of the interval") {
  const std::size_t deaths =
      for_each_death([](const Run& run, const DeathInterval& interval, UnitId id, const Autopsy& a) {
        CHECK(a.epoch > interval.from_epoch);
        CHECK(a.epoch <= interval.to_epoch);
        CHECK(a.step >= 1);
        CHECK(a.step <= run.steps_per_epoch);
        CHECK(run.fires(run.steps_before(a), id));
        CHECK(!run.fires(run.steps_before(a) + 1, id));
        CHECK(a.learning_rate ==
              run.options.schedule.rate(run.options.optimizer.learning_rate, a.epoch, run.options.epochs));
      });
  CHECK(deaths > 150);  // or the test is none
}

TEST_CASE("every unit that died has one autopsy, and no other has") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    CAPTURE(seed);
    const Run run = random_run(seed);
    std::vector<std::array<std::size_t, 3>> expected, found;
    const std::vector<EpochActivity>& history = run.tracker.history();
    for (std::size_t look = 1; look < history.size(); ++look)
      for (std::size_t l = 0; l < 3; ++l)
        for (std::size_t i = 0; i < history[look].active_rows[l].size(); ++i)
          if (history[look - 1].active_rows[l][i] > 0 && history[look].active_rows[l][i] == 0)
            expected.push_back({static_cast<std::size_t>(history[look].epoch), l, i});
    for (const DeathReport& death : run.deaths())
      found.push_back({static_cast<std::size_t>(death.found_epoch), death.id.layer, death.id.unit});
    CHECK(found == expected);
  }
}

TEST_CASE("the mean before and after is that over all rows, and gradient, state and inputs make the difference") {
  std::size_t with_state = 0, with_inputs = 0;
  const std::size_t deaths = for_each_death([&](const Run& run, const DeathInterval&, UnitId id, const Autopsy& a) {
    const std::size_t step = run.steps_before(a);
    const double own = a.from_gradient + a.from_state;
    const double size = std::abs(a.before) + std::abs(a.after) + std::abs(a.from_gradient) + std::abs(a.from_state) +
                        std::abs(a.from_inputs);
    CHECK(std::abs(a.before - run.mean_preactivation(step, id)) <= 1e-5 * size);
    CHECK(std::abs(a.after - run.mean_preactivation(step + 1, id)) <= 1e-5 * size);
    CHECK(std::abs(a.before + own + a.from_inputs - a.after) <= 1e-5 * size);
    // with its own step alone, and the inputs as they were
    Network<float> half = run.diary.after(step);
    const Network<float>& next = run.diary.after(step + 1);
    std::ranges::copy(next.weights(id.layer).row(id.unit), half.weights(id.layer).row(id.unit).begin());
    half.bias(id.layer)[id.unit] = next.bias(id.layer)[id.unit];
    const MeanSnapshot halfway(half, column_means(run.dataset.training.inputs),
                               evaluate(half, run.samples(), single_thread()));
    CHECK(std::abs(halfway.preactivation(half, id.layer, id.unit) - a.before - own) <= 1e-5 * size);
    if (id.layer == 0) CHECK(a.from_inputs == 0);
    if (run.options.optimizer.kind == OptimizerKind::sgd && run.options.optimizer.weight_decay == 0)
      CHECK(a.from_state == 0);
    with_state += std::abs(a.from_state) > 0.1 * std::abs(a.from_gradient);
    with_inputs += std::abs(a.from_inputs) > std::abs(own);
  });
  CHECK(deaths > 150);
  CHECK(with_state > 40);
  CHECK(with_inputs > 20);
}

TEST_CASE("the update norm is that of the killing step, the median that of all steps of its epoch") {
  std::size_t odd = 0, even = 0;
  for_each_death([&](const Run& run, const DeathInterval&, UnitId id, const Autopsy& a) {
    CHECK(a.update_norm == doctest::Approx(run.update_norm(run.steps_before(a), id)).epsilon(1e-9));
    std::vector<double> norms;
    for (std::size_t step = 0; step < run.steps_per_epoch; ++step)
      norms.push_back(run.update_norm(run.steps_before(a) + 1 - a.step + step, id));
    std::ranges::sort(norms);
    const std::size_t n = norms.size();
    CHECK(a.median_update_norm == doctest::Approx((norms[(n - 1) / 2] + norms[n / 2]) / 2).epsilon(1e-9));
    ++(n % 2 == 0 ? even : odd);
  });
  CHECK(odd > 20);
  CHECK(even > 20);
}

TEST_CASE("the rows are the first five of the batch by their contribution, and those that made none are left out") {
  std::size_t own = 0, below = 0, without = 0, overshooting = 0, of_some = 0;
  for_each_death([&](const Run& run, const DeathInterval& interval, UnitId id, const Autopsy& a) {
    const double by_own = a.from_gradient + a.from_state;
    CHECK((a.ranked_by == RankedBy::inputs) ==
          (id.layer > 0 && (by_own < 0 || a.from_inputs < 0 ? a.from_inputs < by_own : a.from_inputs > by_own)));
    const std::vector<std::uint32_t> batch = run.batch_of(a);
    const StepContributions contributions = run.contributions_to(id, a, interval);
    std::vector<double> parts = a.ranked_by == RankedBy::inputs ? contributions.of_rows_below : contributions.of_rows;
    double sum = 0, all = 0;
    for (const double part : parts) sum += part, all += std::abs(part);
    if (a.ranked_by == RankedBy::inputs &&
        sum * a.from_inputs < 0) {  // an overshooting step: sizes count, in the measured direction
      for (double& part : parts) part = a.from_inputs < 0 ? -std::abs(part) : std::abs(part);
      ++overshooting;
    }
    const std::ptrdiff_t contributing = std::ranges::count_if(parts, [](double part) { return part != 0; });
    CHECK(a.rows.size() == std::min<std::size_t>(5, static_cast<std::size_t>(contributing)));
    of_some += contributing < std::ranges::ssize(parts) && contributing > 0;
    without += a.rows.empty();
    if (!a.rows.empty()) ++(a.ranked_by == RankedBy::inputs ? below : own);

    std::vector<std::size_t> taken;
    for (std::size_t r = 0; r < a.rows.size(); ++r) {
      const std::uint32_t row = (a.rows[r].row.line - 100) / 3;
      const auto at = static_cast<std::size_t>(std::ranges::find(batch, row) - batch.begin());
      REQUIRE(at < batch.size());
      CHECK(std::ranges::find(taken, at) == taken.end());
      taken.push_back(at);
      CHECK(a.rows[r].share == doctest::Approx(-parts[at] / all).epsilon(1e-9));
      if (r > 0) CHECK(a.rows[r].share <= a.rows[r - 1].share);
    }
    for (std::size_t j = 0; j < batch.size() && !a.rows.empty(); ++j)
      if (std::ranges::find(taken, j) == taken.end() && parts[j] != 0) CHECK(-parts[j] / all <= a.rows.back().share);
  });
  CHECK(overshooting > 0);
  CHECK(of_some > 0);
  CHECK(own > 100);
  CHECK(below > 20);
  CHECK(without > 0);
}

TEST_CASE("an outlier is named first for all that its batches kill, with its class and its feature") {
  std::size_t killed = 0;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    Random random(seed, RandomStream::check);
    Dataset dataset = random_dataset(random, true);
    for (float& x : dataset.training.inputs) x = std::abs(x);  // where a weight far below 0 is the end
    dataset.training.inputs(17, 1) = 300;
    Network<float> network({3, 10, 3}, Activation());
    initialize(network, {}, random);
    TrainingOptions options{.epochs = 3, .batch_size = 5, .seed = seed};
    options.optimizer.learning_rate = 0.03;
    const Run run(dataset, network, options);
    for (const auto& [epoch, id, autopsy] : run.deaths()) {
      if (std::ranges::count(run.batch_of(autopsy), 17U) == 0) continue;
      ++killed;
      const AutopsyRow& first = autopsy.rows.front();
      CHECK(first.row.line == 151);
      CHECK(first.share > 0.9);
      CHECK(std::get<std::string>(first.row.target) == dataset.encoding.classes[dataset.training.labels[17]]);
      CHECK(first.row.feature == "x1");
      CHECK(first.row.deviations == doctest::Approx(std::sqrt(24)).epsilon(0.01));  // of 25 rows, what one can be
    }
  }
  CHECK(killed >= 8);
}

TEST_CASE("where nothing died there is nothing to examine") {
  TrainingOptions options{.epochs = 3};
  options.optimizer.learning_rate = 1e-6;
  const Run run(regression({{2}, {1}}, {1, 0}), one_unit(1, 0), options);
  CHECK(run.intervals.empty());
  CHECK(run.deaths().empty());
}

TEST_CASE("autopsies of an interval that ends otherwise than it did are refused") {
  TrainingOptions options{.epochs = 1, .batch_size = 0};
  options.optimizer.learning_rate = 1.0 / 800;
  Run run(regression({{2}, {-1}}, {-796, 0}), one_unit(5, -6), options);
  ++run.intervals.front().end_hash;
  CHECK_THROWS_AS(run.deaths(), std::logic_error);
}

TEST_CASE("a row is described by its line, its target, and the input that is farthest from its mean") {
  Dataset dataset = regression({{0, 7, 10, 0}, {0, 7, 20, 1}, {4, 7, 30, 0}, {0, 7, 100, 0}}, {0, 1, -2, 0.25F});
  dataset.encoding.features[3] = {.column = "colour", .categorical = true, .categories = {"red"}};
  const RowDescriber describer(dataset);
  // x0: mean 1, deviation √3; x1 is constant; x2: mean 40, deviation √1250; colour=red: mean ¼, deviation √3 / 4
  const RowDescription third = describer.describe(2);
  CHECK(third.line == 106);
  CHECK(std::get<double>(third.target) == doctest::Approx(-15));
  CHECK(third.feature == "x0");
  CHECK(third.deviations == doctest::Approx(std::sqrt(3)));
  const RowDescription second = describer.describe(1);
  CHECK(second.feature == "colour=red");
  CHECK(second.deviations == doctest::Approx(std::sqrt(3)));
  const RowDescription first = describer.describe(0);
  CHECK(first.feature == "x2");
  CHECK(first.deviations == doctest::Approx(-30 / std::sqrt(1250)));
  CHECK(std::get<double>(first.target) == doctest::Approx(5));
}

TEST_CASE("of a row whose inputs are all constant there is no feature to name") {
  const RowDescription description = RowDescriber(regression({{7}, {7}}, {0, 1})).describe(1);
  CHECK(description.feature.empty());
  CHECK(description.deviations == 0);
}

}  // TEST_SUITE("autopsy")
