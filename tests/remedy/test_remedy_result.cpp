#include <doctest/doctest.h>

#include "remedy/remedy_result.hpp"

using namespace reluscope;

TEST_SUITE("remedy result") {

namespace {

using Runs = std::vector<std::optional<RemedyRun>>;

RemedyRun run(double dead, double loss, double quality) {
  return {.dead_fraction = dead, .loss = loss, .quality = quality};
}

Trial trial(const std::string& cure, const Runs& runs, const Runs& base) {
  Trial trial{.cure = cure, .because = "usual", .command = "reluscope train d.csv " + cure};
  summarise(runs, base, Random(0, RandomStream::bootstrap), trial);
  return trial;
}

Runs always(double dead, double loss, double quality) { return Runs(5, run(dead, loss, quality)); }

RemedyResult result_of(const Runs& base, const std::vector<std::pair<std::string, Runs>>& changes) {
  RemedyResult result;
  result.base = trial("", base, base);
  for (const auto& [cure, runs] : changes) result.trials.push_back(trial(cure, runs, base));
  rank(result);
  return result;
}

std::vector<std::string> cures_of(const RemedyResult& result) {
  std::vector<std::string> cures;
  for (const Trial& one : result.trials) cures.push_back(one.cure);
  return cures;
}

}  // namespace

TEST_CASE("differences are those of the same seeds") {
  const Runs base = {run(0.5, 2, 0.4), run(0.3, 1, 0.6)}, changed = {run(0.1, 1.5, 0.5), run(0.2, 0.2, 0.9)};
  const Trial one = trial("--lr 0.1", changed, base);
  CHECK(one.dead_fraction->mean == doctest::Approx(0.15));
  CHECK(one.dead_fraction_difference->mean == doctest::Approx(-0.25));
  CHECK(one.dead_fraction_difference->min == doctest::Approx(-0.4));
  CHECK(one.loss_difference->max == doctest::Approx(-0.5));
  CHECK(one.is_no_worse);
}

TEST_CASE("a run that diverged or is missing is no cure") {
  const Runs base = always(0.5, 2, 0.4);
  Runs changed = always(0, 0.1, 0.9);
  changed[1]->is_diverged = true;
  CHECK_FALSE(trial("--lr 3", changed, base).is_no_worse);
  changed = always(0, 0.1, 0.9);
  changed[4].reset();
  CHECK_FALSE(trial("--lr 3", changed, base).is_no_worse);
  Runs diverged = base;
  for (auto& one : diverged) one->is_diverged = true;
  CHECK(trial("--lr 0.1", always(0, 0.1, 0.9), diverged).is_no_worse);  // nothing to compare with
}

TEST_CASE("the least dead wins among those that are no worse, and evidence breaks ties") {
  const RemedyResult result = result_of(always(0.4, 1, 0.8), {{"--named", always(0.005, 0.9, 0.9)},
                                                              {"--usual", always(0, 0.9, 0.905)},
                                                              {"--deader", always(0.2, 0.5, 0.92)},
                                                              {"--worse", always(0, 1.5, 0.9)}});
  CHECK(cures_of(result) == std::vector<std::string>{"--named", "--usual", "--deader", "--worse"});
  CHECK(result.winner->command == "reluscope train d.csv --named");
}

TEST_CASE("a change that keeps units alive and learns nothing does not win") {
  const RemedyResult result =
      result_of(always(0.3, 1, 0.5), {{"--alive", always(0, 1, 0.5)}, {"--learns", always(0.04, 0.2, 0.98)}});
  CHECK(result.winner->cure == "--learns");
}

TEST_CASE("if nothing does better there is no winner") {
  CHECK_FALSE(result_of(always(0, 0.1, 0.97), {{"--lr 0.01", always(0, 0.1, 0.975)}}).winner);
  CHECK_FALSE(result_of(always(0.2, 0.1, 0.97), {{"--lr 0.01", always(0.2, 0.1, 0.97)}}).winner);
  CHECK_FALSE(result_of(always(0.2, 0.1, 0.97), {}).winner);
}

}  // TEST_SUITE("remedy result")
