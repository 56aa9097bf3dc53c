// Any bytes as the files of a sweep's folder and as what its options hold, as the first byte chooses: a plan, the runs
// of a shard, a range of values, a shard; or a UserError. What is read is written as the same bytes again.

#include <string>

#include "fuzzer.hpp"
#include "memory_file.hpp"
#include "report/report_document.hpp"
#include "sweep/run_log.hpp"
#include "sweep/shard.hpp"
#include "sweep/sweep_json.hpp"
#include "sweep/sweep_outcomes.hpp"
#include "sweep/value_list.hpp"

namespace {

using namespace reluscope;

/// The plan whose runs the lines of a shard are of.
SweepPlan small_plan() {
  SweepPlan plan;
  plan.setup.seeds = {0, 1, 2};
  for (const std::uint64_t seed : plan.setup.seeds) plan.runs.push_back({.cell = 0, .seed = seed, .id = "id"});
  return plan;
}

void read_plan_text(std::string_view input) {
  const SweepPlan plan = read_plan(std::string(input), "plan.json");
  const std::string text = json_text(plan);
  SweepPlan again;
  expect(is_accepted([&] { again = read_plan(text, "plan.json"); }), "a plan that is written is read");
  expect(json_text(again) == text, "a plan that is read and written has the same bytes");
  expect(difference_of(plan, again).empty(), "a plan does not differ from itself");
}

void read_shard_file(std::string_view input) {
  const MemoryFile file(input);
  const SweepPlan plan = small_plan();
  SweepOutcomes outcomes(plan);
  read_runs(file.path(), [&](const RunRecord& record, std::string_view line) {
    const std::string text = json_line(record);
    expect(json_line(read_run_record(text, "line")) == text, "a run that is read and written has the same bytes");
    is_accepted([&] { outcomes.add(record, line, "shard"); });
  });
}

void fuzz_sweep(std::string_view input) {
  Choices choices(input, 1);
  const std::size_t what = choices.below(8);
  is_accepted([&] {
    switch (what) {
      case 0:
        return read_plan_text(input);
      case 1:
        return read_shard_file(input);
      case 2:
        return static_cast<void>(read_shard(std::string(input)));
      default: {
        const auto values = expanded_values("--lr", split(std::string(input), ','), what % 2 == 0);
        expect(expanded_values("--lr", values, what % 2 == 0) == values || input.find("..") == std::string_view::npos ||
                   what % 2 == 1,
               "the values of a range are values");
      }
    }
  });
}

const RegisterFuzzer k_sweep{{"sweep", fuzz_sweep}};

}  // namespace
