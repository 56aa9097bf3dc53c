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
std::string cause_text(const Report& report, const Conclusion& parts) {
  if (parts.cure.empty()) return parts.cause;
  if (report.command == ReportCommand::inspect) return parts.cause + "? Try " + parts.cure;
  return parts.cause + "; try " + parts.cure + " (reluscope remedy tries it)";
}

}  // namespace

Conclusion conclusion_of(const Report& report) {
  Conclusion conclusion{.state = problems_text(report), .is_healthy = false, .cause = "", .cure = ""};
  if (conclusion.state.empty() && reasons_of(report.training).empty()) {
    conclusion.state = healthy_text(report);
    conclusion.is_healthy = true;
  }
  if (const Finding* const cause = root_cause(report.findings)) {
    conclusion.cause = in_few_words(*cause);
    conclusion.cure = one_line(cause->cure);
  } else if (report.command == ReportCommand::inspect && report.summary["dead"] > 0) {
    conclusion.cause = "reluscope prune MODEL DATA.csv --on-data leaves them out";
  }
  return conclusion;
}

std::string conclusion(const Report& report, const Painter& paint) {
  const Conclusion parts = conclusion_of(report);
  const std::string cause = cause_text(report, parts);
  std::vector<std::string> texts = {verdict_line(report.gates, report.reasons(), paint), parts.state};
  if (parts.is_healthy && !cause.empty())
    texts.back() += "; look at " + cause;
  else
    texts.push_back(cause);
  std::erase_if(texts, [](const std::string& text) { return text.empty(); });
  return joined(texts, ": ");
}

}  // namespace reluscope
