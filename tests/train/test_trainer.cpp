#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <random>
#include <stdexcept>
#include <thread>
#include <tuple>
#include <utility>

#include "linalg/random_matrix.hpp"
#include "single_thread.hpp"
#include "train/reference.hpp"
#include "train/trainer.hpp"

using namespace reluscope;

TEST_SUITE("trainer") {

namespace {

OptimizerKind kind_of(const std::string& name) {
  const std::map<std::string, OptimizerKind> kinds = {
      {"sgd", OptimizerKind::sgd},         {"momentum", OptimizerKind::momentum}, {"nesterov", OptimizerKind::nesterov},
      {"rmsprop", OptimizerKind::rmsprop}, {"adam", OptimizerKind::adam},         {"adamw", OptimizerKind::adamw}};
  return kinds.at(name);
}

/// Records what it was told.
class Witness : public TrainingObserver {
 public:
  void steps_taken(int epoch) override { counted_rows[epoch] = std::exchange(rows_since, 0); }
  ObserverDecision epoch_ended(const EpochEnd& end) override {
    std::this_thread::sleep_for(slowness);
    epochs.push_back(end.epoch);
    if (end.epoch == stop_in_look) stop.request_stop();
    parameters.assign(end.network.parameters().begin(), end.network.parameters().end());
    optimizer_steps.push_back(end.optimizer.steps());
    if (end.epoch == throw_at) throw std::runtime_error("the observer fails");
    return end.epoch == stop_at            ? stop_with
           : end.epoch % verify_every == 0 ? ObserverDecision::checkpoint
                                           : ObserverDecision::proceed;
  }
  void training_ended(const EpochEnd& end) override {
    ended = end.epoch;
    final_parameters.assign(end.network.parameters().begin(), end.network.parameters().end());
  }

  void gradient_computed(const StepGradient& step) override {
    rows.push_back(step.rows);
    if (rows.size() == stop_in_step) stop.request_stop();
    rows_since += step.rows;
    gradient.assign(step.parameters.begin(), step.parameters.end());
    parameters_of_step.assign(step.network.parameters().begin(), step.network.parameters().end());
    const auto& deltas = step.workspace.deltas.front();
    first_delta.assign(deltas.data(), deltas.data() + step.rows * deltas.shape()[1]);
  }

  std::vector<int> epochs;
  std::vector<std::size_t> rows;            // of every step
  std::size_t rows_since = 0;               // the last steps_taken
  std::map<int, std::size_t> counted_rows;  // per epoch
  std::vector<std::int64_t> optimizer_steps;
  std::vector<float> parameters, final_parameters;
  std::vector<float> gradient, parameters_of_step, first_delta;  // of the last step
  int ended = -1;
  std::stop_source stop;         // for the trainer; requested from within
  std::size_t stop_in_step = 0;  // of the run, from 1
  int stop_in_look = -1;
  int stop_at = -1;
  int throw_at = -1;
  int verify_every = 1;
  std::chrono::milliseconds slowness{0};
  ObserverDecision stop_with = ObserverDecision::stop_interrupted;
};

}  // namespace

TEST_CASE("one step and two epochs of each optimizer equal PyTorch's") {
  for (const auto& expected : reference()["cases"]) {
    const std::string name = expected["name"];
    CAPTURE(name);
    const ReferenceTask reference_task(expected["task"]);
    Network<float> network = reference_task.network();
    TrainingOptions options{.batch_size = 4};
    options.optimizer = {kind_of(expected["optimizer"]), expected["lr"], expected["momentum"],
                         expected["weight_decay"]};
    options.clip_norm = expected["clip_norm"].is_null() ? 0 : expected["clip_norm"].get<double>();
    Trainer trainer(network, reference_task.samples(), options);

    bool first = true;
    for (const std::string after : {"after_epoch", "after_two_epochs"}) {
      for (const auto& batch : reference()["batches"]) {
        trainer.step(reference_task.samples().slice(batch[0], batch.size()), options.optimizer.learning_rate);
        if (first) CHECK(relative_error(network.parameters(), expected["after_step"].get<std::vector<float>>()) < 1e-5);
        first = false;
      }
      CHECK(relative_error(network.parameters(), expected[after].get<std::vector<float>>()) < 1e-5);
    }
  }
}

TEST_CASE("a step returns the mean loss before it, PyTorch's") {
  for (const char* name : {"classification", "regression"}) {
    const ReferenceTask reference_task(name);
    Network<float> network = reference_task.network();
    Trainer trainer(network, reference_task.samples(), {.batch_size = 10});
    const double expected = reference_task.task["forward"]["loss"];
    CHECK(trainer.step(reference_task.samples(), 0.01) == doctest::Approx(expected).epsilon(1e-5));
    CHECK(trainer.step(reference_task.samples(), 0.01) < expected);
  }
}

TEST_CASE("20 steps of each optimizer with each activation equal PyTorch's") {
  const nlohmann::json& file = activation_reference();
  CHECK(file["cases"].size() == 8 * 6);
  const ReferenceTask task("classification");
  for (const auto& expected : file["cases"]) {
    const std::string activation = expected["activation"], optimizer = expected["optimizer"];
    CAPTURE(activation);
    CAPTURE(optimizer);
    Network<float> network = task.network(activation_named(activation).value());
    TrainingOptions options{.batch_size = 4};
    options.optimizer = {.kind = kind_of(optimizer), .learning_rate = expected["lr"]};
    Trainer trainer(network, task.samples(), options);
    const auto& batches = reference()["batches"];
    for (std::size_t step = 0; step < file["steps"]; ++step) {
      const auto& batch = batches[step % batches.size()];
      trainer.step(task.samples().slice(batch[0], batch.size()), options.optimizer.learning_rate);
    }
    CHECK(relative_error(network.parameters(), expected["parameters"].get<std::vector<float>>()) < 1e-5);
  }
}

TEST_CASE("the observer sees epoch 0 before any step, and every epoch to the last") {
  const ReferenceTask reference_task("classification");
  Network<float> network = reference_task.network();
  const std::vector<float> initial(network.parameters().begin(), network.parameters().end());
  Witness witness;
  const TrainingOutcome outcome =
      Trainer(network, reference_task.samples(), {.epochs = 3, .batch_size = 4}).run(witness, single_thread());
  CHECK(outcome.status == TrainingStatus::completed);
  CHECK(outcome.epochs_completed == 3);
  CHECK(witness.epochs == std::vector<int>{0, 1, 2, 3});
  CHECK(witness.ended == 3);
  CHECK(witness.final_parameters != initial);
}

TEST_CASE("no epochs leave the network as it was initialised") {
  const ReferenceTask reference_task("classification");
  Network<float> network = reference_task.network();
  const std::vector<float> initial(network.parameters().begin(), network.parameters().end());
  Witness witness;
  Trainer(network, reference_task.samples(), {.epochs = 0}).run(witness, single_thread());
  CHECK(witness.epochs == std::vector<int>{0});
  CHECK(witness.final_parameters == initial);
}

TEST_CASE("the same seed gives the same weights, another seed others") {
  const ReferenceTask reference_task("classification");
  std::vector<std::vector<float>> results;
  for (const std::uint64_t seed : {5U, 5U, 6U}) {
    Network<float> network = reference_task.network();
    Witness witness;
    Trainer(network, reference_task.samples(), {.epochs = 2, .batch_size = 3, .seed = seed})
        .run(witness, single_thread());
    results.push_back(witness.final_parameters);
  }
  CHECK(results[0] == results[1]);
  CHECK(results[0] != results[2]);
}

TEST_CASE("a shuffled epoch visits every row once") {
  // squared error on outputs that are all 0: the first step of an epoch of one batch sees the mean of all targets,
  // and with a tiny learning rate the bias moves by 2·lr·(mean of the targets seen), whatever the order
  const std::size_t rows = 10;
  Matrix<float> inputs = Matrix<float>::from_shape({rows, 1});
  std::vector<float> values;
  float sum = 0;
  for (std::size_t j = 0; j < rows; ++j) {
    inputs(j, 0) = 0;
    values.push_back(static_cast<float>(1U << j));
    sum += values.back();
  }
  Network<float> network({1, 1, 1}, Activation());
  TrainingOptions options{.epochs = 1, .batch_size = 1};
  options.optimizer.learning_rate = 1e-6;
  Witness witness;
  Trainer(network, {inputs, {}, values}, options).run(witness, single_thread());
  CHECK(network.bias(1)[0] == doctest::Approx(2e-6 * sum).epsilon(1e-4));
}

TEST_CASE("a loss that is not finite stops the run at the end of the last whole epoch") {
  const ReferenceTask reference_task("regression");
  Network<float> network = reference_task.network();
  TrainingOptions options{.epochs = 5, .batch_size = 4};
  options.optimizer.learning_rate = 1e30;
  const std::vector<float> initial(network.parameters().begin(), network.parameters().end());
  Witness witness;
  const TrainingOutcome outcome = Trainer(network, reference_task.samples(), options).run(witness, single_thread());
  CHECK(outcome.status == TrainingStatus::diverged);
  CHECK(outcome.epochs_completed == 0);
  CHECK(outcome.diverged_epoch == 1);
  CHECK(outcome.diverged_step == 2);
  CHECK(witness.ended == 0);
  CHECK(witness.final_parameters == initial);
}

TEST_CASE("an observer can interrupt the run, and its epoch counts") {
  const ReferenceTask reference_task("classification");
  Network<float> network = reference_task.network();
  Witness witness;
  witness.stop_at = 2;
  const TrainingOutcome outcome =
      Trainer(network, reference_task.samples(), {.epochs = 9, .batch_size = 4}).run(witness, single_thread());
  CHECK(outcome.status == TrainingStatus::interrupted);
  CHECK(outcome.epochs_completed == 2);
  CHECK(witness.final_parameters == witness.parameters);
}

TEST_CASE("a diverged run goes back to the last epoch that was verified") {
  const ReferenceTask reference_task("classification");
  Network<float> network = reference_task.network();
  Witness witness;
  witness.verify_every = 3;
  witness.stop_at = 5;
  witness.stop_with = ObserverDecision::stop_diverged;
  const TrainingOutcome outcome =
      Trainer(network, reference_task.samples(), {.epochs = 9, .batch_size = 4}).run(witness, single_thread());
  CHECK(outcome.epochs_completed == 3);
  CHECK(outcome.diverged_epoch == 5);
  CHECK(witness.ended == 3);
  Network<float> again = reference_task.network();
  Witness other;
  Trainer(again, reference_task.samples(), {.epochs = 3, .batch_size = 4}).run(other, single_thread());
  CHECK(other.final_parameters == witness.final_parameters);
}

TEST_CASE("an observer that finds an epoch diverged has it undone") {
  const ReferenceTask reference_task("classification");
  Network<float> network = reference_task.network();
  Witness witness;
  witness.stop_at = 2;
  witness.stop_with = ObserverDecision::stop_diverged;
  const TrainingOutcome outcome =
      Trainer(network, reference_task.samples(), {.epochs = 9, .batch_size = 4}).run(witness, single_thread());
  CHECK(outcome.status == TrainingStatus::diverged);
  CHECK(outcome.epochs_completed == 1);
  CHECK(outcome.diverged_epoch == 2);
  CHECK(outcome.diverged_step == 0);
  CHECK(witness.final_parameters != witness.parameters);
}

TEST_CASE("a diverged run goes back to the optimizer's state of that epoch, too") {
  const ReferenceTask reference_task("classification");
  for (const OptimizerKind kind : {OptimizerKind::sgd, OptimizerKind::momentum, OptimizerKind::nesterov,
                                   OptimizerKind::rmsprop, OptimizerKind::adam, OptimizerKind::adamw}) {
    for (const int verify_every : {1, 3, 9}) {  // back to epoch 4, 3 and 0
      CAPTURE(static_cast<int>(kind));
      CAPTURE(verify_every);
      const int back_to = 4 / verify_every * verify_every;
      TrainingOptions options{.epochs = 9, .batch_size = 4};
      options.optimizer = {.kind = kind, .learning_rate = 0.01};
      Network<float> network = reference_task.network(), again = reference_task.network();
      Witness witness, other;
      witness.verify_every = verify_every;
      witness.stop_at = 5;
      witness.stop_with = ObserverDecision::stop_diverged;
      Trainer diverging(network, reference_task.samples(), options);
      CHECK(diverging.run(witness, single_thread()).epochs_completed == back_to);
      options.epochs = back_to;
      Trainer stopping(again, reference_task.samples(), options);
      stopping.run(other, single_thread());

      CHECK(diverging.optimizer().steps() == 3 * back_to);  // 10 rows, 4 a step
      CHECK(diverging.optimizer().steps() == stopping.optimizer().steps());
      CHECK(std::ranges::equal(diverging.optimizer().first_moment(), stopping.optimizer().first_moment()));
      CHECK(std::ranges::equal(diverging.optimizer().second_moment(), stopping.optimizer().second_moment()));
      CHECK(witness.final_parameters == other.final_parameters);
    }
  }
}

TEST_CASE("the observer sees the gradient of every step once, with the rows of its batch") {
  const ReferenceTask reference_task("classification");
  Network<float> network = reference_task.network();
  Witness witness;
  Trainer(network, reference_task.samples(), {.epochs = 2, .batch_size = 4}).run(witness, single_thread());
  CHECK(witness.rows == std::vector<std::size_t>{4, 4, 2, 4, 4, 2});
  Witness of_whole_batches;
  Trainer(network, reference_task.samples(), {.epochs = 2, .batch_size = 0}).run(of_whole_batches, single_thread());
  CHECK(of_whole_batches.rows == std::vector<std::size_t>{10, 10});
}

TEST_CASE("the observer sees the gradient as it was before clipping, and the network before the update") {
  const ReferenceTask reference_task("classification");
  Network<float> network = reference_task.network();
  const std::vector<float> before(network.parameters().begin(), network.parameters().end());
  TrainingOptions options{.clip_norm = 0.01};
  Witness witness;
  Trainer(network, reference_task.samples(), options).step(reference_task.samples(), 1, &witness);
  CHECK(witness.parameters_of_step == before);

  // plain SGD at a rate of 1: what is taken off is the clipped gradient
  double square = 0;
  for (const float g : witness.gradient) square += static_cast<double>(g) * g;
  REQUIRE(std::sqrt(square) > 0.1);
  std::vector<float> clipped;
  for (const float g : witness.gradient) clipped.push_back(static_cast<float>(0.01 / std::sqrt(square) * g));
  std::vector<float> taken_off;
  for (std::size_t k = 0; k < before.size(); ++k) taken_off.push_back(before[k] - network.parameters()[k]);
  CHECK(relative_error(taken_off, clipped) < 1e-3);
}

TEST_CASE("the deltas that the observer sees belong to the gradient that it sees") {
  const ReferenceTask reference_task("classification");
  Network<float> network = reference_task.network();
  Witness witness;
  Trainer(network, reference_task.samples(), {.batch_size = 4})
      .step(reference_task.samples().slice(2, 3), 0.1, &witness);
  const std::size_t units = network.layers()[0].units();
  REQUIRE(witness.first_delta.size() == 3 * units);
  std::vector<float> bias_gradient(units);  // the sum over the rows
  for (std::size_t k = 0; k < witness.first_delta.size(); ++k) bias_gradient[k % units] += witness.first_delta[k];
  const auto shown = network.layers()[0].bias(network.of_layer(0, std::span<const float>(witness.gradient)));
  CHECK(relative_error(shown, bias_gradient) < 1e-5);
}

TEST_CASE("a step whose loss is not finite has no gradient to show") {
  const ReferenceTask reference_task("regression");
  Network<float> network = reference_task.network();
  TrainingOptions options{.epochs = 5, .batch_size = 4};
  options.optimizer.learning_rate = 1e30;
  Witness witness;
  CHECK(Trainer(network, reference_task.samples(), options).run(witness, single_thread()).diverged_step == 2);
  CHECK(witness.rows == std::vector<std::size_t>{4});
}

TEST_CASE("looking beside the next epoch changes nothing of what is seen, however the run ends") {
  struct Ending {
    int stop_at;
    ObserverDecision stop_with;
    double learning_rate;
  };
  const ReferenceTask reference_task("regression");
  for (const Ending& ending : {Ending{-1, ObserverDecision::proceed, 0.01},
                               {2, ObserverDecision::stop_interrupted, 0.01},
                               {4, ObserverDecision::stop_diverged, 0.01},
                               {5, ObserverDecision::stop_diverged, 0.01},
                               {0, ObserverDecision::stop_interrupted, 0.01},
                               {-1, ObserverDecision::proceed, 1e30}}) {
    for (const int verify_every : {1, 2}) {
      for (const OptimizerKind kind : {OptimizerKind::sgd, OptimizerKind::adam}) {
        CAPTURE(ending.stop_at);
        Witness witnesses[2];
        TrainingOutcome outcomes[2];
        std::vector<float> moments[2];
        std::int64_t steps[2];
        for (const unsigned threads : {1U, 2U}) {
          ThreadPool pool(threads);
          Network<float> network = reference_task.network();
          TrainingOptions options{.epochs = 5, .batch_size = 4};
          options.optimizer = {.kind = kind, .learning_rate = ending.learning_rate};
          Witness& witness = witnesses[threads - 1];
          witness.stop_at = ending.stop_at;
          witness.stop_with = ending.stop_with;
          witness.verify_every = verify_every;
          witness.slowness = std::chrono::milliseconds(threads == 2 ? 2 : 0);  // the steps are far ahead
          Trainer trainer(network, reference_task.samples(), options);
          outcomes[threads - 1] = trainer.run(witness, pool);
          moments[threads - 1].assign(trainer.optimizer().first_moment().begin(),
                                      trainer.optimizer().first_moment().end());
          steps[threads - 1] = trainer.optimizer().steps();
          CHECK(std::ranges::equal(network.parameters(), witness.final_parameters));
        }
        const auto& [alone, beside] = witnesses;
        CHECK(outcomes[0].status == outcomes[1].status);
        CHECK(outcomes[0].epochs_completed == outcomes[1].epochs_completed);
        CHECK(outcomes[0].diverged_epoch == outcomes[1].diverged_epoch);
        CHECK(outcomes[0].diverged_step == outcomes[1].diverged_step);
        CHECK(alone.epochs == beside.epochs);
        CHECK(alone.parameters == beside.parameters);
        CHECK(alone.optimizer_steps == beside.optimizer_steps);
        CHECK(alone.counted_rows == beside.counted_rows);
        CHECK(alone.ended == beside.ended);
        CHECK(alone.final_parameters == beside.final_parameters);
        CHECK(moments[0] == moments[1]);
        CHECK(steps[0] == steps[1]);
      }
    }
  }
}

TEST_CASE(
    "large steps that threads share are the same to the bit, for any number of threads and in the last, smaller "
    "batch") {
  constexpr std::size_t rows = 300, inputs = 40;
  std::mt19937 engine(1);
  const Matrix<float> x = random_matrix<float>(rows, inputs, engine);
  std::vector<std::int32_t> labels;
  for (std::size_t j = 0; j < rows; ++j) labels.push_back(static_cast<std::int32_t>(engine() % 3));
  for (const OptimizerKind kind : {OptimizerKind::sgd, OptimizerKind::adamw}) {
    const auto run = [&](unsigned threads) {
      Network<float> network({inputs, 512, 40, 3}, Activation());
      std::mt19937 weights(2);
      std::normal_distribution<float> normal(0, 0.1F);
      for (float& w : network.parameters()) w = normal(weights);
      TrainingOptions options{.epochs = 2, .batch_size = 128};
      options.optimizer = {.kind = kind, .learning_rate = 0.01, .weight_decay = 0.01};
      options.clip_norm = 1;
      ThreadPool pool(threads);
      Witness witness;
      Trainer(network, {x, labels, {}}, options).run(witness, pool);
      return std::tuple(witness.parameters, witness.gradient, witness.first_delta, witness.rows);
    };
    const auto alone = run(1);
    CHECK(std::get<3>(alone) == std::vector<std::size_t>{128, 128, 44, 128, 128, 44});
    for (const unsigned threads : {2U, 3U, 7U}) CHECK(run(threads) == alone);
  }
}

TEST_CASE("an exception of an observer ends the run once its decision is awaited, with one thread and with two") {
  const ReferenceTask reference_task("regression");
  for (const unsigned threads : {1U, 2U}) {
    ThreadPool pool(threads);
    for (const int thrown_at : {0, 1, 9}) {
      Network<float> network = reference_task.network();
      Witness witness;
      witness.throw_at = thrown_at;
      Trainer trainer(network, reference_task.samples(), {.epochs = 9, .batch_size = 4});
      CHECK_THROWS_WITH_AS(trainer.run(witness, pool), "the observer fails", std::runtime_error);
      CHECK(witness.epochs.back() == thrown_at);
      const std::size_t steps_beside = threads == 2 && thrown_at < 9 ? 3 : 0;  // those of the next epoch
      CHECK(witness.rows.size() == 3 * static_cast<std::size_t>(thrown_at) + steps_beside);
    }
  }
}

TEST_CASE("a run that ends by an exception within a step waits for the observer of the epoch before") {
  struct Failing : Witness {
    void gradient_computed(const StepGradient& step) override {
      Witness::gradient_computed(step);
      if (rows.size() == 4) throw std::runtime_error("the step fails");
    }
    ObserverDecision epoch_ended(const EpochEnd& end) override {
      const ObserverDecision decision = Witness::epoch_ended(end);
      ++evaluations_over;
      return decision;
    }
    std::atomic<int> evaluations_over = 0;
  };
  const ReferenceTask reference_task("regression");
  ThreadPool pool(2);
  Network<float> network = reference_task.network();
  Failing witness;
  witness.slowness = std::chrono::milliseconds(20);
  Trainer trainer(network, reference_task.samples(), {.epochs = 9, .batch_size = 4});
  CHECK_THROWS_WITH_AS(trainer.run(witness, pool), "the step fails", std::runtime_error);
  CHECK(witness.evaluations_over == 2);
}

TEST_CASE("a run that is stopped takes no further step, and goes back to the last epoch that was verified") {
  struct Stop {
    std::size_t in_step;  // 10 rows, 4 a step: 3 steps an epoch
    int verify_every;
    int back_to;
  };
  const ReferenceTask reference_task("regression");
  for (const Stop& stop : {Stop{1, 1, 0}, {2, 1, 0}, {4, 1, 1}, {8, 1, 2}, {8, 2, 2}, {11, 2, 2}, {11, 5, 0}}) {
    for (const unsigned threads : {1U, 2U}) {
      ThreadPool pool(threads);
      CAPTURE(stop.in_step);
      CAPTURE(stop.verify_every);
      CAPTURE(threads);
      TrainingOptions options{.epochs = 5, .batch_size = 4};
      options.optimizer = {.kind = OptimizerKind::adam, .learning_rate = 0.01};
      Network<float> network = reference_task.network(), again = reference_task.network();
      Witness witness, other;
      witness.verify_every = stop.verify_every;
      witness.stop_in_step = stop.in_step;
      Trainer stopped(network, reference_task.samples(), options);
      const TrainingOutcome outcome = stopped.run(witness, pool, witness.stop.get_token());
      CHECK(outcome.status == TrainingStatus::interrupted);
      CHECK(outcome.epochs_completed == stop.back_to);
      CHECK(witness.rows.size() == stop.in_step);
      CHECK(witness.ended == stop.back_to);

      options.epochs = stop.back_to;
      Trainer shorter(again, reference_task.samples(), options);
      shorter.run(other, pool);
      CHECK(witness.final_parameters == other.final_parameters);
      CHECK(std::ranges::equal(network.parameters(), again.parameters()));
      CHECK(stopped.optimizer().steps() == shorter.optimizer().steps());
      CHECK(std::ranges::equal(stopped.optimizer().first_moment(), shorter.optimizer().first_moment()));
    }
  }
}

TEST_CASE("a run that is stopped before its first step leaves the network as it was initialised") {
  const ReferenceTask reference_task("regression");
  for (const unsigned threads : {1U, 2U}) {
    ThreadPool pool(threads);
    Network<float> network = reference_task.network();
    const std::vector<float> initial(network.parameters().begin(), network.parameters().end());
    Witness witness;
    witness.stop.request_stop();
    Trainer trainer(network, reference_task.samples(), {.epochs = 5, .batch_size = 4});
    CHECK(trainer.run(witness, pool, witness.stop.get_token()).status == TrainingStatus::interrupted);
    CHECK(witness.epochs == std::vector<int>{0});
    CHECK(witness.rows.empty());
    CHECK(witness.final_parameters == initial);
  }
}

TEST_CASE("a stop after the last step changes nothing") {
  const ReferenceTask reference_task("regression");
  for (const unsigned threads : {1U, 2U}) {
    ThreadPool pool(threads);
    Network<float> network = reference_task.network();
    Witness witness;
    witness.stop_in_look = 3;
    Trainer trainer(network, reference_task.samples(), {.epochs = 3, .batch_size = 4});
    const TrainingOutcome outcome = trainer.run(witness, pool, witness.stop.get_token());
    CHECK(outcome.status == TrainingStatus::completed);
    CHECK(outcome.epochs_completed == 3);
    CHECK(witness.ended == 3);
  }
}

TEST_CASE("an epoch that diverged has diverged, though the run is stopped meanwhile") {
  const ReferenceTask reference_task("regression");
  Network<float> network = reference_task.network();
  Witness witness;
  witness.stop_at = 2;
  witness.stop_with = ObserverDecision::stop_diverged;
  witness.stop_in_look = 2;
  Trainer trainer(network, reference_task.samples(), {.epochs = 5, .batch_size = 4});
  const TrainingOutcome outcome = trainer.run(witness, single_thread(), witness.stop.get_token());
  CHECK(outcome.status == TrainingStatus::diverged);
  CHECK(outcome.diverged_epoch == 2);
  CHECK(outcome.epochs_completed == 1);
}

}  // TEST_SUITE("trainer")
