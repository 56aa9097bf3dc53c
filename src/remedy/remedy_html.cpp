#include <algorithm>

#include "diagnosis/findings/findings.hpp"
#include "html/html_page.hpp"
#include "html/html_text.hpp"
#include "html/interval_bar.hpp"
#include "remedy/remedy_fields.hpp"
#include "remedy/remedy_format.hpp"
#include "report/html_data.hpp"
#include "report/html_findings.hpp"
#include "report/html_verdict.hpp"
#include "report/json_writer.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

using EstimateOf = std::optional<MeanEstimate> Trial::*;

/// From the least to the greatest of what is drawn on one line.
struct Extent {
  double least = 0, greatest = 0;

  Extent(const RemedyResult& result, EstimateOf estimate) {
    for (const Trial& trial : result.trials) add(trial.*estimate);
    add(result.base.*estimate);
  }
  void add(const std::optional<MeanEstimate>& estimate) {
    if (!estimate) return;
    least = std::min({least, estimate->mean, estimate->lower.value_or(0)});
    greatest = std::max({greatest, estimate->mean, estimate->upper.value_or(0)});
  }
};

std::string bar_of(const std::optional<MeanEstimate>& estimate, const Extent& extent) {
  if (!estimate) return "";
  return interval_bar({.value = estimate->mean,
                       .lower = estimate->lower,
                       .upper = estimate->upper,
                       .least = extent.least,
                       .greatest = extent.greatest,
                       .zero = 0});
}

std::string runs_cell(const Trial& trial, const Cited& cited, const std::string& place) {
  const std::string runs = cited.count(place + "/runs");
  return trial.diverged == 0 ? runs : runs + "<br>" + element("small", cited.count(place + "/diverged") + " diverged");
}

std::string trials_table(const RemedyResult& result, const Cited& cited) {
  const bool is_classification = result.data.task == Task::classification;
  HtmlTable table{.caption = "Every change that was tried, the best first",
                  .heads = {"change", "named by", "#dead", "", is_classification ? "#accuracy" : "#R²",
                            std::string(is_classification ? "#loss" : "#rmse") + ", beside as given", "", "#runs"},
                  .rows = {}};
  const Extent dead(result, &Trial::dead_fraction), loss(result, &Trial::loss_difference);
  const auto add = [&](const Trial& trial, const std::string& place) {
    const bool is_given = trial.cure.empty();
    table.rows.push_back({is_given ? "as given" : html_code(trial.cure), is_given ? "" : html_plain(trial.because),
                          cited_estimate(cited, place + "/dead_fraction", "mean", true),
                          bar_of(trial.dead_fraction, dead),
                          cited_estimate(cited, place + "/quality", "mean", is_classification),
                          is_given ? "" : cited_estimate(cited, place + "/loss_difference", "mean", false),
                          is_given ? "" : bar_of(trial.loss_difference, loss), runs_cell(trial, cited, place)});
  };
  for (std::size_t t = 0; t < result.trials.size(); ++t) add(result.trials[t], in_place("/trials", t));
  add(result.base, "/base");
  return html_table(table) +
         element("p class=\"quiet\"",
                 "In brackets and as lines: 95 % intervals. Every change ran on the same seeds as given.") +
         "\n";
}

PageHead head_of(const RemedyResult& result) {
  const Finding* const cause = root_cause(result.findings);
  PageHead head{
      .command = "remedy",
      .file = input_name(result.data.path),
      .state = result.winner ? "best change: " + outcome_text(result, result.trials.front()) : winner_text(result)};
  if (result.winner) {
    head.cure = one_line(result.winner->cure);
    head.paste = result.winner->command;
  }
  head.run = "as given " + outcome_text(result, result.base) + "; " +
             pluralized(static_cast<std::int64_t>(result.seeds.size()), "seed");
  if (cause != nullptr) head.run += "; the cause as given: " + in_few_words(*cause);
  if (result.status == RemedyStatus::interrupted) head.run = "interrupted: these runs were over; " + head.run;
  return head;
}

}  // namespace

std::string remedy_html(const RemedyResult& result, const Terminal& /*terminal*/) {
  const nlohmann::ordered_json document = to_json(result);
  const Cited cited(document);
  const std::string findings = findings_html(result.findings, cited);
  std::string body = page_head(head_of(result)) + html_section("trials", "Changes", trials_table(result, cited));
  if (!findings.empty()) body += html_section("findings", "Findings of the run as given", findings);
  body += html_section("options", "Options of the run as given", options_html(result.config, cited, "/config"));
  return html_page({.kind = "remedy", .title = "reluscope remedy: " + input_name(result.data.path), .body = body},
                   document);
}

}  // namespace reluscope
