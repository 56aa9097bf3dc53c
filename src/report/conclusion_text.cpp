#include "report/conclusion_text.hpp"

#include <algorithm>
#include <optional>

#include "diagnosis/findings/findings.hpp"
#include "diagnosis/findings/learning_findings.hpp"
#include "report/run_text.hpp"
#include "report/verdict_text.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// The first tracked epoch at which a unit that is dead now died for the last time; 0 if most were never alive.
std::optional<int> dead_since(const Report& report) {
  std::optional<int> first;
  std::int64_t never_alive = 0, dead = 0;
  for (const LayerDiagnosis& layer : report.layers) {
    for (const UnitDiagnosis& unit : layer.units) {
      if (!unit.life.is_dead()) continue;
      ++dead;
      const std::optional<int> died = unit.life.died_epoch();
      never_alive += died ? 0 : 1;
      if (died && (!first || *died < *first)) first = died;
    }
  }
  if (dead > 0 && 2 * never_alive >= dead) return 0;
  return first;
}

std::string dead_text(const Report& report) {
  const auto count = [&](const char* metric) { return static_cast<std::int64_t>(report.summary[metric]); };
  if (const std::int64_t saturated = count("saturated"); saturated > 0)
    return with_thousands(saturated) + " of " + pluralized(count("units"), "unit") + " saturated";
  const std::int64_t dead = count("dead");
  if (dead == 0) return "";
  std::int64_t for_good = 0;
  for (const LayerDiagnosis& layer : report.layers)
    for (const UnitDiagnosis& unit : layer.units) for_good += unit.recovery == Recovery::none;
  std::string text = with_thousands(dead) + " of " + pluralized(count("units"), "unit") + " dead";
  if (for_good > 0) text += for_good == dead ? " for good" : ", " + with_thousands(for_good) + " for good";
  if (const std::optional<int> since = dead_since(report))
    text += *since == 0 ? ", from the start" : ", since epoch " + std::to_string(*since);
  return text;
}

bool has(const Report& report, std::string_view code) {
  return std::ranges::find(report.findings, code, &Finding::code) != report.findings.end();
}

/// What is wrong; empty if nothing is.
std::string problems_text(const Report& report) {
  std::vector<std::string> problems;
  if (has(report, k_no_better_than_baseline)) problems.emplace_back("no better than a constant");
  if (std::string dead = dead_text(report); !dead.empty()) problems.push_back(std::move(dead));
  return joined(problems, ", ");
}

std::string healthy_text(const Report& report) {
  const std::string none = traits_of(report.activation().kind).saturates ? "no unit is saturated" : "no unit is dead";
  const std::string quality = quality_text(report);
  return quality.empty() ? none : none + ", " + quality;
}

/// The cause, and what to try; empty without one.
std::string cause_text(const Report& report) {
  const Finding* const cause = root_cause(report.findings);
  if (cause == nullptr && report.command == ReportCommand::inspect && report.summary["dead"] > 0)
    return "reluscope prune --on-data leaves them out";
  if (cause == nullptr) return "";
  const std::string cure = one_line(cause->cure);
  if (report.command == ReportCommand::inspect) return in_few_words(*cause) + "? Try " + cure;
  return in_few_words(*cause) + (cure.empty() ? "" : "; try " + cure + " (reluscope remedy tries it)");
}

}  // namespace

std::string conclusion(const Report& report, const Painter& paint) {
  const std::string problems = problems_text(report), cause = cause_text(report);
  std::vector<std::string> parts = {verdict_line(report.gates, report.reasons(), paint), problems, cause};
  if (problems.empty() && reasons_of(report.training).empty()) {  // a cause is then of what may go wrong
    parts[1] = healthy_text(report) + (cause.empty() ? "" : "; look at " + cause);
    parts[2].clear();
  }
  std::erase_if(parts, [](const std::string& part) { return part.empty(); });
  return joined(parts, ": ");
}

}  // namespace reluscope
