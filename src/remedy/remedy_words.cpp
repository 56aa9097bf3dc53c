#include "remedy/remedy_format.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

bool is_classification(const RemedyResult& result) { return result.data.task == Task::classification; }

std::string quality_number(const RemedyResult& result, const std::optional<MeanEstimate>& quality) {
  if (!quality) return "–";
  return is_classification(result) ? percent(quality->mean) : to_significant(quality->mean);
}

std::string signed_number(double value) { return (value > 0 ? "+" : "") + to_significant(value); }

/// "-1.7 (-2.2 to -0.9)"
std::string difference_text(const std::optional<MeanEstimate>& difference) {
  if (!difference) return "–";
  std::string text = signed_number(difference->mean);
  if (difference->lower)
    text += " (" + signed_number(*difference->lower) + " to " + signed_number(*difference->upper) + ")";
  return text;
}

}  // namespace

std::vector<std::string> trial_heads(const RemedyResult& result) {
  return {"change", "dead", is_classification(result) ? "accuracy" : "R²",
          std::string(is_classification(result) ? "loss" : "rmse") + ", beside as given (95 %)"};
}

std::vector<std::string> trial_cells(const RemedyResult& result, const Trial& trial) {
  std::string loss = trial.diverged > 0
                         ? std::to_string(trial.diverged) + " of " + std::to_string(trial.runs) + " diverged"
                         : difference_text(trial.loss_difference);
  if (trial.cure.empty() && trial.diverged == 0) loss = "";
  return {trial.cure.empty() ? "as given" : one_line(trial.cure),
          trial.dead_fraction ? percent(trial.dead_fraction->mean) : "–", quality_number(result, trial.quality),
          std::move(loss)};
}

std::string outcome_text(const RemedyResult& result, const Trial& trial) {
  if (!trial.dead_fraction) return trial.runs == 0 ? "no run is over" : "every run diverged";
  return percent(trial.dead_fraction->mean) + " of the units dead, " + (result.data.is_held_out ? "held-out " : "") +
         (is_classification(result) ? "accuracy " : "R² ") + quality_number(result, trial.quality) +
         (trial.diverged > 0
              ? ", " + std::to_string(trial.diverged) + " of " + pluralized(trial.runs, "run") + " diverged"
              : "");
}

std::string winner_text(const RemedyResult& result) {
  if (result.winner)
    return one_line(result.winner->cure) + ": " + outcome_text(result, result.trials.front()) + " (as given " +
           outcome_text(result, result.base) + ")";
  return result.trials.empty() ? "no change was tried" : "no change does better than the run as given";
}

}  // namespace reluscope
