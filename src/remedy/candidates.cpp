#include "remedy/candidates.hpp"

#include <algorithm>
#include <cmath>

#include "diagnosis/findings/causes.hpp"
#include "support/text.hpp"

namespace reluscope {
namespace {

constexpr std::string_view k_usual = "usual";

class Candidates {
 public:
  Candidates(const RunSpec& spec, bool is_classification) : m_spec(spec), m_is_classification(is_classification) {}

  void add(std::string_view because, OptionChanges changes) {
    if (std::ranges::find(m_all, changes, &Candidate::changes) == m_all.end())
      m_all.push_back({std::string(because), std::move(changes)});
  }

  void add_learning_rates() {
    const OptimizerOptions& optimizer = m_spec.training.optimizer;
    const double rate = optimizer.learning_rate;
    constexpr double k_third = 3, k_tenth = 10;
    add_one("lr", to_significant(rate / k_third));
    add_one("lr", to_significant(rate / k_tenth));
    // squared errors make larger gradients than classes do
    const double usual = traits_of(optimizer.kind).default_learning_rate / (m_is_classification ? 1 : 5);
    if (std::max(rate, usual) > k_third * std::min(rate, usual)) add_one("lr", to_shortest(usual));
    const int epochs = m_spec.training.epochs;
    if (m_spec.training.schedule.warmup == 0 && epochs > 1) add_one("warmup", std::to_string(std::max(1, epochs / 5)));
    if (m_spec.training.schedule.kind == Schedule::Kind::constant && epochs > 1) add_one("lr-schedule", "cosine");
  }

  void add_starts() {
    if (!m_spec.model.init_from.empty()) return;
    const Initialization& start = m_spec.model.initialization;
    if (start.weights != WeightInit::he_normal) add_one("init", "he_normal");
    if (is_relu() && start.weights != WeightInit::rai) add_one("init", "rai");
    if (start.bias != BiasInit::zeros) add_one("bias-init", "zeros");
  }

  void add_scalings() {
    const EncodingOptions& encoding = m_spec.data.encoding;
    if (encoding.keep_scaling) return;
    if (encoding.scale != Scaling::standard) add_one("scale", "standard");
    if (!m_is_classification && encoding.scale_target == TargetScaling::none) add_one("scale-target", "standard");
  }

  void add_steps() {
    const OptimizerOptions& optimizer = m_spec.training.optimizer;
    const OptimizerTraits& traits = traits_of(optimizer.kind);
    if (m_spec.training.clip_norm == 0 && !traits.keeps_second_moment) add_one("clip-norm", "1");
    if (traits.uses_momentum) add_one("momentum", optimizer.momentum > 0.9 ? "0.9" : "0.5");
    if (optimizer.weight_decay > 0) add_one("weight-decay", "0");
  }

  void add_activations() {
    if (!is_relu() || m_spec.model.start) return;
    add_one("activation", "leaky_relu");
    add_one("activation", "gelu");
    if (m_spec.training.recycle.every == 0 && m_spec.training.epochs > 1)
      add_one("recycle", std::to_string(std::max(1, m_spec.training.epochs / 10)));
  }

  void add_widths() {
    const std::vector<std::size_t>& hidden = m_spec.model.hidden;
    if (!m_spec.model.init_from.empty() || hidden.empty()) return;
    OptionChange wider{"hidden", {}}, shallower{"hidden", {}};
    for (const std::size_t width : hidden) wider.texts.push_back(std::to_string(2 * width));
    for (const std::size_t width : std::span(hidden).first((hidden.size() + 1) / 2))
      shallower.texts.push_back(std::to_string(width));
    add(k_usual, {wider});
    if (hidden.size() > 1) add(k_usual, {shallower});
    if (hidden.size() > 2) add(k_usual, {{"hidden", {"64", "32"}}});
  }

  std::vector<Candidate> take() { return std::move(m_all); }

 private:
  bool is_relu() const { return m_spec.model.activation_kind() == ActivationKind::relu; }
  void add_one(const std::string& key, const std::string& value) { add(k_usual, {{key, {value}}}); }

  const RunSpec& m_spec;
  bool m_is_classification;
  std::vector<Candidate> m_all;
};

}  // namespace

std::vector<Candidate> candidates_of(const RunSpec& spec, const Findings& findings, bool is_classification) {
  Candidates candidates(spec, is_classification);
  for (const Finding& finding : findings)
    if (is_cause(finding) && !finding.changes.empty()) candidates.add(finding.code, finding.changes);
  candidates.add_learning_rates();
  candidates.add_starts();
  candidates.add_scalings();
  candidates.add_steps();
  candidates.add_activations();
  candidates.add_widths();
  return candidates.take();
}

}  // namespace reluscope
