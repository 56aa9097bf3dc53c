#include <doctest/doctest.h>
#include <set>

#include "epoch_end.hpp"
#include "random_case.hpp"
#include "single_thread.hpp"
#include "stats/death_recorder.hpp"

using namespace reluscope;

TEST_SUITE("death recorder") {

namespace {

constexpr int k_epochs = 100;

/// The first unit is dead after every odd epoch; the bias of the output layer says which epoch it is.
std::vector<DeathInterval> intervals_of_alternating_deaths(RandomCase& c) {
  ActivityTracker tracker(c.network, c.samples(), {}, {.every = 1, .last_epoch = k_epochs}, single_thread());
  DeathRecorder recorder(tracker);
  for (std::size_t i = 0; i < c.network.layers()[1].units(); ++i) c.network.weights(1).row(i)[0] = 0;  // it is alone
  for (int epoch = 0; epoch <= k_epochs; ++epoch) {
    c.network.bias(0)[0] = epoch % 2 == 1 ? -1e6F : 1e6F;
    c.network.bias(2)[0] = static_cast<float>(epoch);
    tracker.epoch_ended(epoch_end(epoch, c.network));
    recorder.epoch_ended(epoch_end(epoch, c.network));
  }
  return recorder.intervals();
}

}  // namespace

TEST_CASE("every epoch with deaths is an interval, to be replayed from one of a few checkpoints before it") {
  RandomCase c(20);
  const std::vector<DeathInterval> intervals = intervals_of_alternating_deaths(c);
  REQUIRE(intervals.size() == k_epochs / 2);
  const std::size_t mark = static_cast<std::size_t>(&c.network.bias(2)[0] - c.network.parameters().data());
  std::set<int> checkpoints;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    const DeathInterval& interval = intervals[i];
    CHECK(interval.from_epoch == static_cast<int>(2 * i));
    CHECK(interval.to_epoch == interval.from_epoch + 1);
    CHECK(interval.start_epoch <= interval.from_epoch);
    CHECK(interval.from_epoch - interval.start_epoch < 16);  // the least power of 2 that leaves at most 8 of 101
    CHECK(interval.start->parameters[mark] == static_cast<float>(interval.start_epoch));
    checkpoints.insert(interval.start_epoch);
  }
  CHECK(checkpoints.size() > 4);
  CHECK(checkpoints.size() <= 8);
}

}  // TEST_SUITE("death recorder")
