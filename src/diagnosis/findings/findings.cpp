#include "diagnosis/findings/findings.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "diagnosis/findings/causes.hpp"
#include "diagnosis/findings/data_notes.hpp"
#include "diagnosis/findings/learning_findings.hpp"
#include "diagnosis/findings/life_findings.hpp"
#include "diagnosis/findings/unit_findings.hpp"

namespace reluscope {
namespace {

/// What may follow from a cause.
constexpr auto k_effects = std::to_array<std::string_view>({k_no_better_than_baseline, "divergence", "network-dead",
                                                            "dead-layer", "dead-units", "born-dead", "died-late",
                                                            "killer-line", "saturated-units", "gradient-blocked"});

bool is_effect(const Finding& finding) { return std::ranges::find(k_effects, finding.code) != k_effects.end(); }

/// What the first cause does not explain has another: units that are born dead, if the cause came later; what is wrong
/// beside the units, if the cause is that some were born dead.
bool explains(const Finding& cause, const Finding& effect) {
  if (cause.severity == Severity::info) return false;
  if (effect.code == "born-dead") return works_before_training(cause);
  if (effect.code == "killer-line") return cause.code == "outlier";
  if (cause.code == "born-dead") return effect.code != k_no_better_than_baseline && effect.code != "divergence";
  return true;
}

void link(const Findings& causes, Findings& effects) {
  for (Finding& effect : effects) {
    if (!is_effect(effect)) continue;
    const auto cause =
        std::ranges::find_if(causes, [&](const Finding& candidate) { return explains(candidate, effect); });
    if (cause == causes.end() || cause->code == effect.code) continue;
    effect.caused_by = cause->code;
    effect.advice = "follows from " + cause->code + ": fix that";
    effect.changes.clear();
  }
}

/// A cause with what follows from it.
struct Group {
  Findings findings;
  Severity severity() const { return std::ranges::max(findings, {}, &Finding::severity).severity; }
};

std::vector<Group> groups_of(Findings causes, Findings others) {
  std::ranges::stable_sort(others, std::greater(), &Finding::severity);
  std::vector<Group> groups;
  for (Finding& cause : causes) groups.push_back({{std::move(cause)}});
  for (Finding& finding : others) {
    const auto is_owner = [&](const Group& group) { return group.findings.front().code == finding.caused_by; };
    const auto owner = finding.caused_by.empty() ? groups.end() : std::ranges::find_if(groups, is_owner);
    if (owner == groups.end())
      groups.push_back({{std::move(finding)}});
    else
      owner->findings.push_back(std::move(finding));
  }
  std::ranges::stable_sort(groups, std::greater(), &Group::severity);
  return groups;
}

}  // namespace

Findings findings_of(const RunFacts& run) {
  Findings others, causes;
  add_divergence(run, others);
  // a network that overflows from the start says nothing about its units
  const bool has_units_to_judge = !(run.is_diverged() && run.outcome.diverged_epoch == 0);
  if (has_units_to_judge) add_unit_findings(run, others);
  if (has_units_to_judge) add_life_findings(run, others);
  add_data_notes(run, has_units_to_judge, others);
  add_learning_findings(run, others);
  causes = causes_of(run);
  if (causes.empty()) {  // what has no cause but itself
    const auto born_dead = std::ranges::find(others, "born-dead", &Finding::code);
    if (born_dead != others.end() && 2 * run.never_alive() >= run.count("dead")) {
      causes.push_back(std::move(*born_dead));
      others.erase(born_dead);
    }
  }
  link(causes, others);

  Findings findings;
  for (Group& group : groups_of(std::move(causes), std::move(others)))
    std::ranges::move(group.findings, std::back_inserter(findings));
  const auto unlearned = std::ranges::find(findings, k_no_better_than_baseline, &Finding::code);
  if (unlearned != findings.end()) std::rotate(findings.begin(), unlearned, unlearned + 1);
  for (Finding& finding : findings) finding.cure = text_of(finding.changes);
  return findings;
}

const Finding* root_cause(const Findings& findings) {
  const auto is_root = [](const Finding& finding) {
    const bool is_all = finding.code == k_no_better_than_baseline;  // nothing else is to blame
    return finding.caused_by.empty() && finding.severity != Severity::info && (is_cause(finding) || is_all);
  };
  const auto found = std::ranges::find_if(findings, is_root);
  return found == findings.end() ? nullptr : &*found;
}

std::string in_few_words(const Finding& cause) {
  static constexpr std::pair<std::string_view, std::string_view> k_words_of[] = {
      {"constant-inputs", "constant inputs"},
      {"outlier", "an outlier"},
      {"unscaled-input", "unscaled inputs"},
      {"unscaled-target", "the unscaled target"},
      {"initial-weights", "the initial weights"},
      {"initial-biases", "the initial biases"},
      {"narrow-layers", "a narrow and deep network"},
      {"born-dead", "the initial weights"},
      {"momentum", "the momentum"},
      {"learning-rate", "the learning rate"},
      {"weight-decay", "the weight decay"},
      {"too-little-training", "too little training"},
      {k_no_better_than_baseline, "the features tell too little"},
  };
  const auto* const found =
      std::ranges::find(k_words_of, cause.code, &std::pair<std::string_view, std::string_view>::first);
  return std::string(found == std::end(k_words_of) ? cause.code : found->second);
}

}  // namespace reluscope
