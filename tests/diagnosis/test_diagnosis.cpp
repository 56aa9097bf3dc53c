#include <algorithm>
#include <array>
#include <cmath>
#include <doctest/doctest.h>

#include "diagnosis/diagnosis.hpp"
#include "diagnosis/statistics.hpp"
#include "model/initialization.hpp"
#include "single_thread.hpp"
#include "stats/epoch_end.hpp"
#include "train/trainer.hpp"

using namespace reluscope;

TEST_SUITE("diagnosis") {

namespace {

std::vector<LayerDiagnosis> diagnosis_after(const ActivityTracker& tracker, const Network<float>& network,
                                            const Matrix<float>& inputs, const ZeroGradientDrift& drift,
                                            const DiagnosisOptions& options) {
  MemoryRows rows(inputs);
  return diagnose({network, Encoding{}, rows, tracker.training(), tracker.validation(),
                   TrainingEvidence{tracker.history(), 0, tracker.gradients(), drift, {}}},
                  options, single_thread());
}

/// One input, three hidden units, one output; evaluated on x = −1, 1, 2, 3 with the target 0.
/// z of the units: x, so active on 3 of 4 rows; −x − 2, never positive; x + 5, always positive.
struct Case {
  Case() : network({1, 3, 1}, Activation()) {
    for (std::size_t i = 0; i < 3; ++i) network.weights(0).row(i)[0] = std::array{1.0F, -1.0F, 1.0F}[i];
    for (std::size_t i = 0; i < 3; ++i) network.bias(0)[i] = std::array{0.0F, -2.0F, 5.0F}[i];
    for (std::size_t i = 0; i < 3; ++i) network.weights(1).row(0)[i] = std::array{2.0F, -7.0F, 0.0F}[i];
    for (std::size_t j = 0; j < 4; ++j) inputs(j, 0) = std::array{-1.0F, 1.0F, 2.0F, 3.0F}[j];
  }
  std::vector<LayerDiagnosis> diagnosis() {
    const Samples samples{inputs, {}, values};
    ActivityTracker tracker(network, samples, samples.slice(0, 2), {.every = 1, .last_epoch = 1}, single_thread());
    tracker.epoch_ended(epoch_end(0, network));
    network.bias(0)[0] = -2.5F;  // after epoch 1 the first unit fires on x = 3 alone, with ½
    tracker.epoch_ended(epoch_end(1, network));
    tracker.training_ended(epoch_end(1, network));
    return diagnosis_after(tracker, network, inputs, {}, {.sparse_below = 0.25});
  }

  Network<float> network;
  Matrix<float> inputs = Matrix<float>::from_shape({4, 1});
  std::vector<float> values = {0, 0, 0, 0};
};

}  // namespace

TEST_CASE("a layer is diagnosed as one would by hand") {
  const std::vector<LayerDiagnosis> layers = Case().diagnosis();
  REQUIRE(layers.size() == 1);
  const LayerDiagnosis& layer = layers.front();
  CHECK(layer.dead == 1);
  CHECK(layer.sparse == 1);
  CHECK(layer.always_active == 1);
  CHECK(layer.apoz == doctest::Approx((0.75 + 1 + 0) / 3));
  CHECK(layer.mean_activation == doctest::Approx((0.125 + 0 + 6.25) / 3));
  CHECK(layer.history.dead == std::vector<std::int64_t>{1, 1});
  CHECK(layer.history.sparse == std::vector<std::int64_t>{0, 1});
  CHECK(layer.history.active_rows == std::vector<std::vector<std::int64_t>>{{3, 0, 4}, {1, 0, 4}});
}

TEST_CASE("each unit is diagnosed as one would by hand") {
  const std::vector<UnitDiagnosis> units = Case().diagnosis().front().units;
  CHECK(units[0].status == UnitStatus::sparse);
  CHECK(units[0].active_rows == 1);
  CHECK(units[0].mean_activation == doctest::Approx(0.125));
  CHECK(units[0].max_preactivation == 0.5);
  CHECK(units[0].lifetime_sparsity.value() == doctest::Approx(1));
  CHECK(units[0].validation->active_rows == 0);
  CHECK_FALSE(units[0].life.born_dead());

  CHECK(units[1].status == UnitStatus::dead);
  CHECK(units[1].max_preactivation == -1);  // at x = −1
  CHECK(units[1].life.born_dead());
  CHECK(units[1].dormant);
  CHECK(units[1].dormancy == 0);
  CHECK(units[1].incoming_norm == 1);
  CHECK(units[1].outgoing_norm == 7);
  CHECK(units[1].bias == -2);

  CHECK(units[2].status == UnitStatus::always_active);
  CHECK(units[2].dormancy == doctest::Approx(6.25 / (6.375 / 3)));
  CHECK(units[2].validation->activation_rate == 1);
}

TEST_CASE("a layer that is dead as a whole has no effective rank, and srank 0") {
  Case c;
  std::ranges::fill(c.network.parameters(), -1.0F);  // every weight and bias, and no input is below −1
  const LayerDiagnosis layer = c.diagnosis().front();
  CHECK(layer.dead == 3);
  CHECK_FALSE(layer.effective_rank.has_value());
  CHECK(*layer.srank == 0);
}

namespace {

/// A network of one input and two hidden layers of two units, evaluated on x = 1 and 2 with the target 0, after an
/// epoch or without one. At first all weights are 1 and all biases 0, so that every unit fires on both rows.
struct Deep {
  Deep() : network({1, 2, 2, 1}, Activation()) {
    for (std::size_t l = 0; l < 3; ++l) std::fill_n(network.weights(l).data(), network.weights(l).size(), 1.0F);
    inputs(0, 0) = 1;
    inputs(1, 0) = 2;
    held_out.fill(3);
  }
  std::vector<LayerDiagnosis> diagnosis(bool train = true, const ZeroGradientDrift& coasting = {}) {
    const Samples samples{inputs, {}, values};
    TrainingOptions options{.epochs = train ? 1 : 0, .batch_size = 2};
    options.optimizer.learning_rate = 0;  // so that the gradients are those of the network as it is
    ActivityTracker tracker(network, samples, {held_out, {}, held_out_values},
                            {.every = 1, .last_epoch = options.epochs}, single_thread());
    Trainer(network, samples, options).run(tracker, single_thread());
    return diagnosis_after(tracker, network, inputs, coasting, {});
  }

  Network<float> network;
  Matrix<float> inputs = Matrix<float>::from_shape({2, 1}), held_out = Matrix<float>::from_shape({20, 1});
  std::vector<float> values = {0, 0}, held_out_values = std::vector<float>(20);
};

}  // namespace

TEST_CASE("the gradient of a unit is that of the rows' losses, and there is none without a training step") {
  Deep deep;
  deep.network.bias(1)[1] = -3;  // fires on x = 2 alone
  // the outputs are 2x + max(0, 2x − 3): 2 and 5; the loss of a row is the output's square
  const std::vector<LayerDiagnosis> layers = deep.diagnosis();
  CHECK(layers[1].units[0].gradient->nonzero_rate == 1);
  CHECK(layers[1].units[0].gradient->rms == doctest::Approx(std::sqrt((4 * 4 + 10 * 10) / 2.0)));
  CHECK(layers[1].units[1].gradient->nonzero_rate == 0.5);
  CHECK(layers[1].units[1].gradient->rms == doctest::Approx(std::sqrt(10 * 10 / 2.0)));
  CHECK(layers[0].units[0].gradient->nonzero_rate == 1);
  CHECK(layers[0].units[0].gradient->rms == doctest::Approx(std::sqrt((4 * 4 + 20 * 20) / 2.0)));
  for (const LayerDiagnosis& layer : deep.diagnosis(false))
    for (const UnitDiagnosis& unit : layer.units) CHECK_FALSE(unit.gradient.has_value());
}

TEST_CASE("a unit that fires and gets no gradient is blocked by its outgoing weights or further down") {
  for (const bool train : {true, false}) {
    CAPTURE(train);
    Deep deep;
    deep.network.bias(1)[1] = -100;
    for (std::size_t k = 0; k < 2; ++k) deep.network.weights(1).row(k)[0] = 0;
    deep.network.weights(1).row(0)[1] = 0;  // the second unit is left with the dead one
    deep.network.bias(1)[0] = 1;
    const std::vector<LayerDiagnosis> layers = deep.diagnosis(train);
    CHECK(layers[0].units[0].gradient_block == GradientBlock::outgoing_weights);
    CHECK(layers[0].units[1].gradient_block == GradientBlock::downstream);
    CHECK(layers[0].gradient_blocked == 2);
    CHECK_FALSE(layers[1].units[0].gradient_block.has_value());
    CHECK_FALSE(layers[1].units[1].gradient_block.has_value());  // it is dead
    CHECK(layers[1].gradient_blocked == 0);
  }
}

TEST_CASE("a unit to which a path is open is not blocked, though it got no gradient") {
  Deep deep;
  deep.network.weights(2).row(0)[1] = -1;  // the paths cancel: the outputs are 0 everywhere, as the targets
  const std::vector<LayerDiagnosis> layers = deep.diagnosis();
  for (const LayerDiagnosis& layer : layers) {
    CHECK(layer.units[0].gradient->nonzero_rate == 0);
    CHECK(layer.gradient_blocked == 0);
    CHECK_FALSE(layer.units[0].gradient_block.has_value());
  }
}

TEST_CASE("only dead units are judged on whether they can come back") {
  Deep deep;
  deep.network.bias(0)[1] = -2.5F;
  deep.network.bias(1)[1] = -100;
  std::vector<LayerDiagnosis> layers = deep.diagnosis();
  CHECK_FALSE(layers[0].units[0].recovery.has_value());
  CHECK(layers[0].units[1].recovery == Recovery::none);
  CHECK_FALSE(layers[1].units[0].recovery.has_value());
  CHECK(layers[1].units[1].recovery == Recovery::upstream);

  ZeroGradientDrift coasting{.reach = -1, .direction = AlignedVector<float>(deep.network.parameters().size())};
  deep.network.layers()[0].bias(deep.network.of_layer(0, std::span<float>(coasting.direction)))[1] = -1;
  layers = deep.diagnosis(true, coasting);
  CHECK(layers[0].units[1].recovery == Recovery::optimizer);
}

TEST_CASE("a dead unit that fires on validation rows has not seen its data") {
  Deep deep;
  deep.network.bias(0)[1] = -2.5F;  // fires from x = 2.5 on: on no training row, on all held out
  const std::vector<LayerDiagnosis> layers = deep.diagnosis();
  CHECK(layers[0].units[1].status == UnitStatus::dead);
  CHECK(layers[0].units[1].unseen_data);
  CHECK(layers[0].units[1].validation->active_rows == 20);
  CHECK_FALSE(layers[0].units[0].unseen_data);  // fires there too, but is not dead

  deep.network.bias(0)[1] = -100;
  CHECK_FALSE(deep.diagnosis()[0].units[1].unseen_data);
}

TEST_CASE("a rate on validation rows has an upper bound") {
  Deep deep;
  deep.network.bias(0)[1] = -100;
  for (std::size_t j = 0; j < 10; ++j) deep.held_out(j, 0) = -1;
  const std::vector<UnitDiagnosis> units = deep.diagnosis()[0].units;
  CHECK(units[0].validation->active_rows == 10);
  CHECK(units[0].validation->activation_rate == 0.5);
  CHECK(units[0].validation->activation_rate_upper95 == upper_bound_95(10, 20));
  CHECK(units[1].validation->activation_rate == 0);
  CHECK(units[1].validation->activation_rate_upper95 == doctest::Approx(1 - std::pow(0.05, 1 / 20.0)));
}

TEST_CASE("without validation rows there is nothing held out") {
  Deep deep;
  deep.held_out = Matrix<float>::from_shape({0, 1});
  deep.held_out_values.clear();
  const std::vector<LayerDiagnosis> layers = deep.diagnosis();
  for (const UnitDiagnosis& unit : layers[0].units) {
    CHECK_FALSE(unit.validation.has_value());
    CHECK_FALSE(unit.unseen_data);
  }
}

TEST_CASE("the life of a unit follows from its history") {
  const LayerDiagnosis layer = Case().diagnosis().front();
  CHECK(layer.history.epoch == std::vector<int>{0, 1});
  CHECK(layer.units[1].life.is_dead());
  CHECK(layer.units[1].life.dead_spells.front().to == 1);
  CHECK(layer.units[0].life.dead_spells.empty());
}

namespace {

/// Random networks on random rows, diagnosed without training.
struct Untrained {
  Untrained(std::size_t row_count, std::vector<std::size_t> widths)
      : network(widths, Activation()), inputs(Matrix<float>::from_shape({row_count, widths.front()})) {
    Random random(7, RandomStream::check);
    initialize(network, {.bias = BiasInit::normal, .bias_scale = 0.5}, random);
    for (float& x : inputs) x = static_cast<float>(random.normal());
    values.resize(row_count);
    labels.resize(row_count);
  }
  std::vector<LayerDiagnosis> diagnosis(const DiagnosisOptions& options, unsigned threads = 1) {
    const Samples samples = network.output_count() == 1 ? Samples{inputs, {}, values} : Samples{inputs, labels, {}};
    MemoryRows rows(inputs);
    ThreadPool pool(threads);
    stages.clear();
    return diagnose({network, Encoding{}, rows, evaluate(network, samples, pool), {}, std::nullopt}, options, pool,
                    [this](std::string_view stage) { stages.emplace_back(stage); });
  }

  Network<float> network;
  Matrix<float> inputs;
  std::vector<float> values;
  std::vector<std::int32_t> labels;
  std::vector<std::string> stages;
};

}  // namespace

TEST_CASE("without a training run there is no gradient, life, history or recovery, and all the rest") {
  Untrained c(500, {4, 12, 9, 1});
  std::ranges::fill(c.network.bias(0).subspan(0, 2), -100.0F);
  const std::vector<LayerDiagnosis> layers = c.diagnosis({});
  CHECK(layers[0].dead >= 2);
  for (const LayerDiagnosis& layer : layers) {
    CHECK(layer.history.epoch.empty());
    CHECK(layer.effective_rank.has_value());
    CHECK_FALSE(layer.rank_rows.has_value());
    double inactive = 0;
    for (const UnitDiagnosis& unit : layer.units) {
      CHECK_FALSE(unit.gradient.has_value());
      CHECK_FALSE(unit.recovery.has_value());
      CHECK(unit.life.dead_spells.empty());
      CHECK(unit.proof.has_value());
      inactive += 1 - unit.activation_rate;
    }
    CHECK(layer.apoz == doctest::Approx(inactive / static_cast<double>(layer.units.size())));
  }
  CHECK(c.stages == std::vector<std::string>{"rank", "proof"});
}

TEST_CASE("a diagnosis does not depend on the number of threads") {
  Untrained c(20'000, {4, 12, 9, 1});
  const auto one = c.diagnosis({}, 1), three = c.diagnosis({}, 3);
  for (std::size_t l = 0; l < 2; ++l) {
    CHECK(one[l].effective_rank == three[l].effective_rank);
    for (std::size_t i = 0; i < one[l].units.size(); ++i) {
      CHECK(one[l].units[i].gradient_block == three[l].units[i].gradient_block);
      CHECK(one[l].units[i].proof->upper.value == three[l].units[i].proof->upper.value);
      CHECK(one[l].units[i].proof->witness == three[l].units[i].proof->witness);
    }
  }
}

TEST_CASE("below its budget the automatic rank is that of all rows") {
  Untrained c(2000, {4, 12, 9, 1});
  const auto automatic = c.diagnosis({.rank = RankMode::last}), full = c.diagnosis({.rank = RankMode::full});
  for (std::size_t l = 0; l < 2; ++l) {
    CHECK(automatic[l].effective_rank == full[l].effective_rank);
    CHECK(automatic[l].srank == full[l].srank);
    CHECK_FALSE(automatic[l].rank_rows.has_value());
  }
  const Network<float> large({28, 64, 32, 2}, Activation());
  CHECK(rank_sample_size(large, 500'000) == 500'000);
}

TEST_CASE("a sampled rank is that of exactly the evenly spaced rows") {
  Untrained c(9000, {2, 2048, 2048, 2});
  const std::size_t sampled = rank_sample_size(c.network, 9000);
  REQUIRE(sampled < 9000);
  REQUIRE(sampled > 200);
  const auto layers = c.diagnosis({.rank = RankMode::last, .prove = ProofMode::none});
  Untrained of_sample = c;
  of_sample.inputs = Matrix<float>::from_shape({sampled, 2});
  for (std::size_t i = 0; i < sampled; ++i)
    for (std::size_t k = 0; k < 2; ++k) of_sample.inputs(i, k) = c.inputs(i * 9000 / sampled, k);
  of_sample.labels.resize(sampled);
  const auto expected = of_sample.diagnosis({.rank = RankMode::full, .prove = ProofMode::none});
  for (std::size_t l = 0; l < 2; ++l) {
    CHECK(layers[l].rank_rows == static_cast<std::int64_t>(sampled));
    CHECK(*layers[l].effective_rank == doctest::Approx(*expected[l].effective_rank).epsilon(1e-9));
    CHECK(layers[l].srank == expected[l].srank);
  }
}

TEST_CASE("the sample for the rank is as large as its budget allows") {
  const Network<float> network({4, 10, 20, 1}, Activation());
  const auto work = [](double rows) {
    double sum = 0;
    for (const double units : {10.0, 20.0}) {
      const double side = std::min(rows, units);
      sum += rows * units * side + 8 * side * side * side;
    }
    return sum;
  };
  for (const double budget : {1.0, 5000.0, 100'000.0, 1e6}) {
    const std::size_t size = rank_sample_size(network, 1500, budget);
    if (size > 1) CHECK(work(static_cast<double>(size)) <= budget);
    if (size < 1500) CHECK(work(static_cast<double>(size + 1)) > budget);
  }
  CHECK(rank_sample_size(network, 1500, 1e9) == 1500);
}

TEST_CASE("rank and proof can be switched off") {
  Untrained c(300, {4, 12, 9, 1});
  for (const LayerDiagnosis& layer : c.diagnosis({.rank = RankMode::none, .prove = ProofMode::none})) {
    CHECK_FALSE(layer.effective_rank.has_value());
    CHECK_FALSE(layer.srank.has_value());
    CHECK_FALSE(layer.rank_rows.has_value());
    for (const UnitDiagnosis& unit : layer.units) CHECK_FALSE(unit.proof.has_value());
  }
  CHECK(c.stages.empty());
}

}  // TEST_SUITE("diagnosis")
