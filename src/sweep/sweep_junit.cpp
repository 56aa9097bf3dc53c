#include "report/junit_suites.hpp"
#include "support/text.hpp"
#include "sweep/sweep_format.hpp"

namespace reluscope {

std::string sweep_junit(const SweepResult& result, const Terminal& /*terminal*/) {
  TestSuite cells{"cells", {}};
  for (const CellResult& cell : result.cells)
    cells.cases.push_back({.name = text_of(cell.settings),
                           .failures = broken_rules(result, cell),
                           .output = pluralized(cell.runs, "run") + ": " + percent(cell.dead_unit.share) +
                                     " with a dead unit, " + percent(cell.dead_fraction.mean) + " of the units dead, " +
                                     percent(cell.diverged.share) + " diverged, " + quality_name(result) + " " +
                                     quality_text(result, cell)});
  return junit_text({gate_suite(result.gates), cells});
}

}  // namespace reluscope
