#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "support/error.hpp"
#include "sweep/sweep_result.hpp"

using namespace reluscope;

TEST_SUITE("sweep result") {

namespace {

using Outcomes = std::vector<RunOutcome>;

RunOutcome healthy(double quality) { return {.quality = quality}; }
RunOutcome dying(double quality, double dead) { return {.dead_fraction = dead, .quality = quality}; }
RunOutcome diverged() { return {.is_diverged = true, .dead_fraction = 0.5, .quality = 0.1}; }

/// Three seeds of each learning rate.
SweepSetup setup_of(const std::vector<std::string>& rates) {
  return {.axes = {{.option = "lr", .texts = rates, .are_numbers = true}}, .seeds = {0, 1, 2}, .dead_limit = 0.05};
}

}  // namespace

TEST_CASE("the best cell has no run that diverged and few dead units") {
  const Outcomes outcomes = {healthy(0.9),     healthy(0.9), healthy(0.91), healthy(0.95),
                             healthy(0.95),    diverged(),   healthy(0.99), dying(0.99, 0.5),
                             dying(0.99, 0.6), healthy(0.8), healthy(0.8),  healthy(0.8)};
  const SweepResult result = sweep_result(setup_of({"1", "2", "3", "4"}), outcomes);
  REQUIRE(result.best);
  CHECK(result.best->cell == 0);
  CHECK_FALSE(sweep_result(setup_of({"1", "2"}), std::span(outcomes).subspan(3, 6)).best);
}

TEST_CASE("a run that diverged counts as such, and for the dead units, but not for quality or the threshold") {
  const Outcomes outcomes = {healthy(0.9),  healthy(0.9), healthy(0.9), dying(0.5, 1), dying(0.5, 1),
                             dying(0.5, 1), diverged(),   diverged(),   diverged()};
  const SweepResult result = sweep_result(setup_of({"1", "2", "3"}), outcomes);
  CHECK(result.cells[2].diverged.count == 3);
  CHECK(result.cells[2].dead_fraction.mean == 0.5);
  CHECK_FALSE(result.cells[2].quality);
  CHECK(result.cells[1].dead_network.count == 3);
  REQUIRE(result.thresholds.size() == 1);
  CHECK(*result.thresholds[0].threshold.value == doctest::Approx(1.5));
}

TEST_CASE("axes vary from the last to the first, and a threshold is along one of them") {
  SweepSetup setup = setup_of({"1", "10"});
  setup.axes.insert(setup.axes.begin(), {.option = "init", .texts = {"rai", "he_normal"}});
  const Outcomes outcomes = {healthy(1), healthy(1), healthy(1), dying(1, 1), dying(1, 1), dying(1, 1),
                             healthy(1), healthy(1), healthy(1), healthy(1),  healthy(1),  healthy(1)};
  const SweepResult result = sweep_result(setup, outcomes);
  CHECK(text_of(result.cells[1].settings) == "init rai, lr 10");
  CHECK(text_of(result.cells[2].settings) == "init he_normal, lr 1");
  REQUIRE(result.thresholds.size() == 2);
  CHECK(text_of(result.thresholds[0].at) == "init rai");
  CHECK(*result.thresholds[0].threshold.value == doctest::Approx(std::sqrt(10.0)));
  CHECK(result.thresholds[1].threshold.reach == Reach::above);
}

TEST_CASE("a rule fails if it holds for one cell, and the reason names it") {
  SweepSetup setup = setup_of({"1", "2"});
  setup.rules = {"cell.dead_fraction.max > 0.5", "cell.quality.mean < 0.1", "threshold.lr < 1"};
  const SweepResult result =
      sweep_result(setup, Outcomes{healthy(1), healthy(1), healthy(1), dying(1, 0.6), healthy(1), healthy(1)});
  CHECK(result.reasons == std::vector<std::string>{"gate failed: cell.dead_fraction.max > 0.5 (value 0.6, lr 2)"});
  CHECK(result.gates[1].passed);
  CHECK(result.gates[2].passed);
  setup.rules = {"cell.nonsense > 1"};
  CHECK_THROWS_AS(check_rules(setup), UserError);
}

}  // TEST_SUITE("sweep result")
