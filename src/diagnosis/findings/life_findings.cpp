#include "diagnosis/findings/life_findings.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "diagnosis/findings/wording.hpp"
#include "diagnosis/recovery_odds.hpp"
#include "support/elementary.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

/// Where the input rows are, and how far they are spread: the norm of their mean, and the root of the sum of their
/// variances.
struct InputCloud {
  double offset = 0;
  double spread = 0;
};

InputCloud cloud_of(MatrixView<const float> inputs) {
  double offset_square = 0, variance = 0;
  for (std::size_t i = 0; i < inputs.columns(); ++i) {
    double sum = 0, square_sum = 0;
    for (std::size_t j = 0; j < inputs.rows(); ++j) sum += inputs.row(j)[i];
    const double mean = sum / static_cast<double>(inputs.rows());
    for (std::size_t j = 0; j < inputs.rows(); ++j) square_sum += square(inputs.row(j)[i] - mean);
    offset_square += mean * mean;
    variance += square_sum / static_cast<double>(inputs.rows());
  }
  return {std::sqrt(offset_square), std::sqrt(variance)};
}

/// What else may be to blame, or that the inputs are not.
std::string about_inputs(const InputCloud& cloud) {
  if (cloud.spread == 0) return "; the inputs do not vary";
  const std::string numbers = "(mean " + to_significant(cloud.offset < 1e-4 * cloud.spread ? 0 : cloud.offset) +
                              ", spread " + to_significant(cloud.spread) + ")";
  return cloud.offset > cloud.spread ? "; the inputs lie on one side of many units " + numbers
                                     : "; the inputs are not to blame " + numbers;
}

/// Options that make such births rare.
void advise_start(const RunFacts& run, const InputCloud& cloud, Finding& finding) {
  if (cloud.offset > cloud.spread && run.scale != Scaling::standard) {
    finding.advice = "center the inputs";
    finding.changes = {{"scale", {"standard"}}};
  } else if (run.weights_from_file) {
    finding.advice = "check how the model of --init-from was made";
  } else if (run.initialization.weights != WeightInit::rai) {
    finding.advice = "start with weights made for this (Lu et al. 2020)";
    finding.changes = {{"init", {"rai"}}};
  } else {
    finding.advice = "use wider layers: narrow, deep networks are often dead at initialisation";
  }
}

void born_dead(const RunFacts& run, Findings& findings) {
  const std::int64_t born = run.count("born_dead");
  if (born == 0) return;
  const InputCloud cloud = cloud_of(run.dataset.training.inputs);
  Finding finding{
      .code = "born-dead",
      .severity = Severity::warning,
      .message = pluralized(born, "unit") + (born == 1 ? " was" : " were") + " dead before the first step (epoch 0): " +
                 by_layer(run.layers,
                          [](const LayerDiagnosis& layer) {
                            return std::ranges::count_if(layer.units, [](const auto& u) { return u.life.born_dead(); });
                          }) +
                 about_inputs(cloud),
      .evidence = {{"born_dead", born},
                   {"units", run.count("units")},
                   {"input_offset", cloud.offset},
                   {"input_spread", cloud.spread}},
      .advice = {}};
  advise_start(run, cloud, finding);
  findings.push_back(std::move(finding));
}

/// The units that had been alive all the time, for more than half of the training, and then died at once.
void died_late(const RunFacts& run, Findings& findings) {
  std::map<int, std::int64_t> deaths;  // by epoch, of units that stayed dead
  std::int64_t all = 0;
  for (const LayerDiagnosis& layer : run.layers) {
    for (const UnitDiagnosis& unit : layer.units) {
      if (!unit.life.is_dead() || !unit.life.died_epoch() || unit.life.dead_spells.size() > 1) continue;
      ++deaths[*unit.life.died_epoch()];
      ++all;
    }
  }
  if (deaths.empty()) return;
  const auto burst = std::ranges::max_element(deaths, {}, [](const auto& entry) { return entry.second; });
  const auto [epoch, died] = *burst;
  const int last = run.outcome.epochs_completed;
  constexpr int k_few_epochs = 4;  // late means little there
  if (last < k_few_epochs || died < 2 || 2 * died < all || 2 * epoch <= last) return;
  findings.push_back({"died-late",
                      Severity::warning,
                      with_thousands(died) + " of the " + with_thousands(all) +
                          " units that died once and for all did so in epoch " + std::to_string(epoch) + " of " +
                          std::to_string(last) + ", having been alive until then",
                      {{"epoch", static_cast<std::int64_t>(epoch)}, {"died", died}, {"died_in_all", all}},
                      k_try_remedies});
}

/// How many dead units may come back, by what could bring them back, and how many of them did in the study.
struct Hopes {
  std::int64_t upstream = 0, optimizer = 0, gradient = 0, recycling = 0;
  double share = 0;  // of those with a measured share, its mean
  std::int64_t measured = 0;

  explicit Hopes(const std::vector<LayerDiagnosis>& layers) {
    for (const LayerDiagnosis& layer : layers) {
      for (const UnitDiagnosis& unit : layer.units) {
        upstream += unit.recovery == Recovery::upstream;
        optimizer += unit.recovery == Recovery::optimizer;
        gradient += unit.recovery == Recovery::gradient;
        recycling += unit.recovery == Recovery::recycling;
        if (!unit.recovery_share) continue;
        share += *unit.recovery_share;
        ++measured;
      }
    }
    if (measured > 0) share /= static_cast<double>(measured);
  }
  std::int64_t all() const { return upstream + optimizer + gradient + recycling; }
};

std::string hopes_text(const Hopes& hopes) {
  std::vector<std::string> reasons;
  if (hopes.upstream > 0) reasons.push_back(with_thousands(hopes.upstream) + " if the layers below go on learning");
  if (hopes.optimizer > 0) reasons.push_back(with_thousands(hopes.optimizer) + " through the optimizer's state");
  if (hopes.gradient > 0) reasons.push_back(with_thousands(hopes.gradient) + " through ReLU'(0) = 1");
  if (hopes.recycling > 0) reasons.push_back(with_thousands(hopes.recycling) + " by recycling");
  std::string text =
      pluralized(hopes.all(), "dead unit") + " may still come back: " + join_at_most(reasons, reasons.size());
  if (hopes.measured > 0)
    text += "; of such units " + percent(hopes.share) + " did within " + std::to_string(k_recovery_epochs) +
            " epochs in random runs";
  return text;
}

void recovering(const RunFacts& run, Findings& findings) {
  const std::int64_t revived = run.count("revived");
  const Hopes hopes(run.layers);
  if (revived == 0 && hopes.all() == 0) return;
  std::vector<std::string> sentences;
  if (revived > 0) {
    int last = 0;
    for (const UnitEvent& event : run.events)
      if (event.type == EventType::revived) last = event.epoch;
    sentences.push_back(revived == 1 ? "a dead unit came back, in epoch " + std::to_string(last)
                                     : "dead units came back " + with_thousands(revived) + " times, last in epoch " +
                                           std::to_string(last));
  }
  if (hopes.all() > 0) sentences.push_back(hopes_text(hopes));
  Finding finding{.code = "recovering",
                  .severity = Severity::info,
                  .message = joined(sentences, "; "),
                  .evidence = {{"revived", revived},
                               {"upstream", hopes.upstream},
                               {"optimizer", hopes.optimizer},
                               {"gradient", hopes.gradient}},
                  .advice = "fix what killed them instead of waiting for them"};
  if (hopes.recycling > 0) finding.evidence.emplace_back("recycling", hopes.recycling);
  if (hopes.measured > 0) finding.evidence.emplace_back("share", hopes.share);
  const bool is_worth_waiting = hopes.gradient > 0 || hopes.recycling > 0 || hopes.share >= k_worth_waiting;
  if (hopes.all() == 0) {
    finding.advice = "no action; units that die and revive point to steps that are too large";
  } else if (is_worth_waiting && run.outcome.status == TrainingStatus::completed) {
    finding.advice = "train longer before you judge them";
    finding.changes = {{"epochs", {std::to_string(2 * std::max<std::int64_t>(1, run.training.epochs))}}};
  }
  findings.push_back(std::move(finding));
}

/// The row that killed most units: an unusual one with more than half of the effect of its batch.
void killer_line(const RunFacts& run, Findings& findings) {
  constexpr double k_unusual = 5;                               // standard deviations
  std::map<std::uint32_t, std::vector<const Autopsy*>> killed;  // by line
  for (const UnitEvent& event : run.events) {
    const std::optional<Cause>& cause = event.cause;
    if (!cause || !cause->autopsy || cause->autopsy->rows.empty() || cause->autopsy->state_leads) continue;
    const AutopsyRow& first = cause->autopsy->rows.front();
    if (first.share > 0.5 && std::abs(first.row.deviations) >= k_unusual)
      killed[first.row.line].push_back(&*cause->autopsy);
  }
  const auto worst = std::ranges::max_element(killed, {}, [](const auto& entry) { return entry.second.size(); });
  if (worst == killed.end() || worst->second.size() < 2) return;
  const auto deaths = static_cast<std::int64_t>(worst->second.size());
  const Autopsy& one = **std::ranges::min_element(
      worst->second, {}, [](const Autopsy* autopsy) { return std::pair(autopsy->epoch, autopsy->step); });
  const RowDescription& row = one.rows.front().row;
  const std::string line = "line " + std::to_string(row.line);
  findings.push_back(
      {"killer-line",
       Severity::warning,
       line + " of the CSV killed " + pluralized(deaths, "unit") + ", the first in epoch " + std::to_string(one.epoch) +
           ", step " + std::to_string(one.step) + ": more than half of the step's effect came from it" +
           (row.feature.empty() ? ""
                                : "; its " + in_quotes(row.feature) + " is " + to_significant(row.deviations) +
                                      " standard deviations from the mean"),
       {{"line", static_cast<std::int64_t>(row.line)},
        {"deaths", deaths},
        {"feature", row.feature},
        {"deviations", row.deviations}},
       "check " + line + ": a wrong value? If it is right, hold such steps back with --clip-norm 1"});
}

void coarse_tracking(const RunFacts& run, Findings& findings) {
  if (run.track_every == 1 || run.events.empty()) return;
  findings.push_back({"coarse-tracking",
                      Severity::info,
                      "units were tracked after every " + std::to_string(run.track_every) +
                          " epochs: an event has the first tracked epoch that shows it, and what was undone "
                          "in between is not seen",
                      {{"track_every", static_cast<std::int64_t>(run.track_every)}},
                      "--track-every 1 for exact epochs"});
}

}  // namespace

void add_divergence(const RunFacts& run, Findings& findings) {
  if (run.outcome.status != TrainingStatus::diverged) return;
  const std::int64_t epoch = run.outcome.diverged_epoch;
  const auto step = static_cast<std::int64_t>(run.outcome.diverged_step);
  const std::string where =
      epoch == 0 ? "before the first step"
                 : "in epoch " + std::to_string(epoch) + (step > 0 ? ", step " + std::to_string(step) : "");
  findings.push_back(
      {"divergence",
       Severity::error,
       "training diverged: the loss was not finite " + where + "; the report is on the network after epoch " +
           std::to_string(run.outcome.epochs_completed),
       {{"epoch", epoch}, {"step", step}, {"learning_rate", run.training.optimizer.learning_rate}},
       epoch == 0 ? "use smaller weights (--init he_normal) and scaled inputs (--scale standard)" : k_try_remedies});
}

void add_life_findings(const RunFacts& run, Findings& findings) {
  born_dead(run, findings);
  died_late(run, findings);
  killer_line(run, findings);
  recovering(run, findings);
  coarse_tracking(run, findings);
}

}  // namespace reluscope
