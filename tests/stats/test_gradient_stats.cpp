#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>

#include "epoch_end.hpp"
#include "single_thread.hpp"
#include "stats/activity_tracker.hpp"
#include "stats/gradient_stats.hpp"
#include "support/random.hpp"
#include "train/trainer.hpp"

using namespace reluscope;

TEST_SUITE("gradient stats") {

namespace {

/// The size of a value, other than 0, at (j, i).
using Size = double (*)(std::size_t j, std::size_t i);

/// Two hidden layers of the same width, steps of made-up gradients, and their sums in double.
struct Case {
  static constexpr std::size_t k_most_rows = 200;

  explicit Case(std::size_t width)
      : network({3, width, width, 2}, Activation()),
        workspace(network.make_workspace(k_most_rows)),
        gradient(network.parameters().size()),
        tally(network),
        nonzero(2, std::vector<std::int64_t>(width)),
        squares(2, std::vector<double>(width)),
        norm_squares(3) {}

  /// Every third value is 0. What lies beyond the rows of the batch does not count.
  void step(std::size_t rows, Size size) {
    for (std::size_t l = 0; l < 2; ++l) {
      workspace.deltas[l].fill(1e20F);
      for (std::size_t j = 0; j < rows; ++j) {
        for (std::size_t i = 0; i < network.layers()[l].units(); ++i) {
          const auto value = static_cast<float>(random.below(3) == 0 ? 0 : size(j, i) * random.normal());
          workspace.deltas[l](j, i) = value;
          nonzero[l][i] += value != 0;
          squares[l][i] += std::pow(static_cast<double>(rows) * value, 2);  // L_j is `rows` times its part of the mean
        }
      }
    }
    for (std::size_t k = 0; k < gradient.size(); ++k) gradient[k] = static_cast<float>(size(k, k) * random.normal());
    for (std::size_t l = 0; l < 3; ++l)
      for (const float g : network.of_layer(l, std::span<const float>(gradient)))
        norm_squares[l] += static_cast<double>(g) * g;
    tally.add({rows, network, workspace, gradient});
    all_rows += static_cast<std::int64_t>(rows);
    ++steps;
  }

  void check() const {
    CHECK(tally.rows() == all_rows);
    for (std::size_t l = 0; l < 2; ++l) {
      CHECK(tally.layers()[l].nonzero_rows == nonzero[l]);
      for (std::size_t i = 0; i < squares[l].size(); ++i)
        CHECK(relative_error(tally.layers()[l].square_sum[i], squares[l][i]) < 1e-5);
    }
    REQUIRE(tally.norms().size() == 3);
    for (std::size_t l = 0; l < 3; ++l)
      CHECK(relative_error(tally.norms()[l], std::sqrt(norm_squares[l] / steps)) < 1e-5);
  }
  static double relative_error(double a, double b) { return a == b ? 0 : std::abs(a - b) / std::abs(b); }

  Network<float> network;
  Workspace<float> workspace;
  AlignedVector<float> gradient;
  GradientStats tally;
  Random random{5, RandomStream::check};
  std::vector<std::vector<std::int64_t>> nonzero;
  std::vector<std::vector<double>> squares;
  std::vector<double> norm_squares;
  std::int64_t all_rows = 0;
  double steps = 0;
};

double of_one(std::size_t, std::size_t) { return 1; }
double tiny(std::size_t, std::size_t) { return 1e-30; }       // its square is 0 in float
double small(std::size_t, std::size_t) { return 1e-25; }      // the same
double subnormal(std::size_t, std::size_t) { return 3e-20; }  // its square keeps two digits
double huge(std::size_t, std::size_t) { return 1e18; }        // the sum of a few of its squares is ∞ in float
double by_row(std::size_t j, std::size_t) { return std::pow(10, 24 - 6 * static_cast<double>(j % 10)); }
double by_unit(std::size_t, std::size_t i) { return std::pow(10, 18 - 6 * static_cast<double>(i % 9)); }

}  // namespace

TEST_CASE("the tally equals a sum in double, for any width and size of batches") {
  for (const std::size_t width : {1U, 31U, 32U, 33U, 64U, 65U, 100U}) {
    CAPTURE(width);
    Case c(width);
    for (const std::size_t rows : {200U, 1U, 63U, 64U, 65U, 63U}) c.step(rows, of_one);
    c.check();
  }
}

TEST_CASE("gradients whose squares leave the range of a float are added up all the same") {
  for (const Size size : {tiny, small, subnormal, huge, by_row, by_unit}) {
    for (const std::size_t width : {1U, 32U, 65U}) {
      CAPTURE(width);
      Case c(width);
      for (const std::size_t rows : {65U, 2U, 200U}) c.step(rows, size);
      c.check();
    }
  }
}

TEST_CASE("steps of all sizes add up") {
  Case c(33);
  for (const Size size : {tiny, huge, small, of_one, by_row}) c.step(64, size);
  c.check();
}

TEST_CASE("a long gradient is added up block by block") {
  Case c(100);  // the second layer has 10,100 parameters
  for (const Size size : {of_one, by_row}) c.step(1, size);
  c.check();
}

TEST_CASE("no gradient at all counts no rows, and −0 is 0") {
  Case c(33);
  for (Matrix<float>& deltas : c.workspace.deltas) deltas.fill(-0.0F);
  c.tally.add({100, c.network, c.workspace, c.gradient});
  CHECK(c.tally.rows() == 100);
  for (const LayerGradientStats& layer : c.tally.layers()) {
    CHECK(layer.nonzero_rows == std::vector<std::int64_t>(33));
    CHECK(layer.square_sum == std::vector<double>(33));
  }
  CHECK(c.tally.norms() == std::vector<double>{0, 0, 0});
}

TEST_CASE("the least of all floats is a gradient") {
  Case c(40);
  for (Matrix<float>& deltas : c.workspace.deltas) deltas.fill(0);
  c.workspace.deltas[0](1, 39) = std::numeric_limits<float>::denorm_min();
  c.tally.add({2, c.network, c.workspace, c.gradient});
  CHECK(c.tally.layers()[0].nonzero_rows[39] == 1);
  CHECK(c.tally.layers()[0].nonzero_rows[38] == 0);
  CHECK(c.tally.layers()[0].square_sum[39] > 0);
}

TEST_CASE("a cleared tally starts anew") {
  Case c(33);
  CHECK(c.tally.norms().empty());
  c.step(10, huge);
  c.tally.clear();
  CHECK(c.tally.rows() == 0);
  CHECK(c.tally.norms().empty());
  CHECK(c.tally.layers()[1].nonzero_rows == std::vector<std::int64_t>(33));
  Case fresh(33);
  std::swap(fresh.tally, c.tally);
  fresh.step(7, of_one);
  fresh.check();
}

namespace {

/// A tracker, and epochs of one step each, which has as many rows as the epoch's number; every gradient is `size`.
struct Tracked {
  explicit Tracked(int every)
      : tracker(network, {inputs, {}, values}, {}, {.every = every, .last_epoch = 9}, single_thread()),
        workspace(network.make_workspace(9)),
        gradient(network.parameters().size()) {
    inputs.fill(1);
    tracker.epoch_ended(epoch_end(0, network));
  }
  void step(int epoch) {
    workspace.deltas[0].fill(0.5F);
    std::ranges::fill(gradient, static_cast<float>(epoch));
    tracker.gradient_computed({static_cast<std::size_t>(epoch), network, workspace, gradient});
  }
  void epochs(int first, int last) {
    for (int epoch = first; epoch <= last; ++epoch) {
      step(epoch);
      tracker.steps_taken(epoch);
      tracker.epoch_ended(epoch_end(epoch, network));
    }
  }

  Network<float> network{{1, 2, 1}, Activation()};
  Matrix<float> inputs = Matrix<float>::from_shape({2, 1});
  std::vector<float> values = {1, 2};
  ActivityTracker tracker;
  Workspace<float> workspace;
  AlignedVector<float> gradient;
};

}  // namespace

TEST_CASE("at epoch 0 there are no gradients") {
  const Tracked t(1);
  CHECK(t.tracker.gradients().rows() == 0);
  CHECK(t.tracker.history().front().gradient_norm.empty());
}

TEST_CASE("the tracker keeps the gradients of the epoch that it looked at last, and of no other") {
  Tracked t(3);
  t.epochs(1, 7);
  CHECK(t.tracker.history().back().epoch == 6);
  CHECK(t.tracker.gradients().rows() == 6);
  CHECK(t.tracker.gradients().layers()[0].square_sum[1] == doctest::Approx(6 * std::pow(6 * 0.5, 2)));
  CHECK(t.tracker.history().back().gradient_norm[0] == doctest::Approx(std::sqrt(4 * 36)));
  CHECK(t.tracker.history().back().gradient_norm[1] == doctest::Approx(std::sqrt(3 * 36)));
  CHECK(t.tracker.history()[1].gradient_norm[1] == doctest::Approx(std::sqrt(3 * 9)));
}

TEST_CASE("a run that stops between two looks ends with the gradients of its last whole epoch") {
  Tracked t(3);
  t.epochs(1, 5);
  t.tracker.training_ended(epoch_end(5, t.network));
  CHECK(t.tracker.gradients().rows() == 5);
  CHECK(t.tracker.history().back().gradient_norm[1] == doctest::Approx(std::sqrt(3 * 25)));
}

TEST_CASE("after a divergence within an epoch the gradients are those of the epoch gone back to") {
  for (const int every : {1, 3}) {
    CAPTURE(every);
    Tracked t(every);
    t.epochs(1, 4);
    t.step(5);
    const int back_to = 4 / every * every;
    t.tracker.training_ended(epoch_end(back_to, t.network));
    CHECK(t.tracker.history().back().epoch == back_to);
    CHECK(t.tracker.gradients().rows() == back_to);
  }
}

TEST_CASE("after an epoch that turns out to have diverged the gradients are those of the epoch gone back to") {
  Tracked t(1);
  t.epochs(1, 2);
  t.step(3);
  t.network.bias(1)[0] = NAN;
  t.tracker.steps_taken(3);
  CHECK(t.tracker.epoch_ended(epoch_end(3, t.network)) == ObserverDecision::stop_diverged);
  t.network.bias(1)[0] = 0;
  t.tracker.training_ended(epoch_end(2, t.network));
  CHECK(t.tracker.gradients().rows() == 2);
}

TEST_CASE("in a run of the trainer every row counts once an epoch") {
  Tracked t(1);
  Trainer(t.network, {t.inputs, {}, t.values}, {.epochs = 4, .batch_size = 1}).run(t.tracker, single_thread());
  CHECK(t.tracker.gradients().rows() == 2);
  CHECK(t.tracker.gradients().norms() == t.tracker.history().back().gradient_norm);
}

}  // TEST_SUITE("gradient stats")
