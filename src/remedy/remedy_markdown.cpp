#include "diagnosis/findings/findings.hpp"
#include "remedy/remedy_format.hpp"
#include "report/markdown_text.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

std::string row_of(const RemedyResult& result, const Trial& trial) {
  std::vector<std::string> cells = trial_cells(result, trial);
  if (!trial.cure.empty()) cells.front() = markdown_code(cells.front());
  return markdown_row(cells);
}

}  // namespace

std::string remedy_markdown(const RemedyResult& result, const Terminal& /*terminal*/) {
  std::string text = "## reluscope remedy: " + markdown_code(result.data.path) + "\n\n";
  if (result.status == RemedyStatus::interrupted) text += "* Interrupted: these runs were over.\n";
  text += "* As given: " + markdown_plain(outcome_text(result, result.base)) + "\n";
  if (const Finding* cause = root_cause(result.findings)) text += "* Cause: " + markdown_plain(cause->message) + "\n";
  text += "* Best: " + markdown_plain(winner_text(result)) + "\n";
  if (result.winner) text += "\n```sh\n" + one_line(result.winner->command) + "\n```\n";
  text += "\n" + markdown_row(trial_heads(result)) + markdown_row({"---", "--:", "--:", "--:"});
  text += row_of(result, result.base);
  for (const Trial& trial : result.trials) text += row_of(result, trial);
  return text;
}

}  // namespace reluscope
