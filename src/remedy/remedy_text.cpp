#include <algorithm>

#include "diagnosis/findings/findings.hpp"
#include "remedy/remedy_format.hpp"
#include "report/painting.hpp"
#include "report/text_table.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::size_t k_most_rows = 10;

std::string table_of(const RemedyResult& result) {
  std::vector<std::vector<std::string>> rows = {trial_heads(result), trial_cells(result, result.base)};
  const std::size_t shown = std::min(k_most_rows, result.trials.size());
  for (std::size_t i = 0; i < shown; ++i) rows.push_back(trial_cells(result, result.trials[i]));
  std::string text = text_table(rows);
  if (result.trials.size() > shown)
    text += "… and " + std::to_string(result.trials.size() - shown) + " more, in the JSON\n";
  return text;
}

}  // namespace

std::string remedy_text(const RemedyResult& result, const Terminal& terminal) {
  const Painter paint(terminal.colour);
  const std::size_t width = terminal.is_terminal ? terminal.width : std::string::npos / 2;
  const auto seeds = static_cast<std::int64_t>(result.seeds.size());
  std::string text = wrapped(one_line(input_name(result.data.path)) + ": every change on the same " +
                                 pluralized(seeds, "seed") + "; as given " + outcome_text(result, result.base),
                             width, 2);
  if (const Finding* cause = root_cause(result.findings))
    text += wrapped(
        paint(k_bold, "cause") + " (seed " + std::to_string(result.seeds.front()) + "): " + one_line(cause->message),
        width, 2);
  text += "\n" + table_of(result) + "\n";
  if (result.status == RemedyStatus::interrupted)
    text += wrapped(paint(k_yellow, "interrupted") + ": these runs were over", width, 2);
  text += wrapped((result.winner ? paint(k_green, "best: ") : "") + winner_text(result), width, 2);
  if (result.winner) text += "  " + one_line(result.winner->command) + "\n";  // not wrapped, to be pasted
  return text;
}

}  // namespace reluscope
