#include "stats/activity_tracker.hpp"

#include <cmath>
#include <utility>

namespace reluscope {

ActivityTracker::ActivityTracker(const Network<float>& network, const Samples& training, const Samples& validation,
                                 const TrackingOptions& options, ThreadPool& pool)
    : m_options(options),
      m_pool(pool),
      m_row_count(training.rows()),
      m_training_rows(network, training),
      m_input_means(column_means(training.inputs)),
      m_running(network),
      m_ended(network) {
  if (validation.rows() > 0) m_validation_rows.emplace(network, validation);
}

void ActivityTracker::steps_taken(int /*epoch*/) {
  std::swap(m_running, m_ended);
  m_running.clear();
}

ObserverDecision ActivityTracker::epoch_ended(const EpochEnd& end) {
  if (end.epoch % m_options.every != 0 && end.epoch != m_options.last_epoch) return ObserverDecision::proceed;
  return evaluate(end) ? ObserverDecision::checkpoint : ObserverDecision::stop_diverged;
}

void ActivityTracker::training_ended(const EpochEnd& end) {
  if (m_history.back().epoch != end.epoch) evaluate(end);
}

EvaluationResult ActivityTracker::evaluate_training(const Network<float>& network, EpochActivity& activity) {
  if (m_options.rank_rows == 0) return m_training_rows.evaluate(network, m_pool);
  ActivationGram grams(network, {m_options.rank_rows, m_row_count});
  EvaluationResult training = m_training_rows.evaluate(network, m_pool, grams);
  activity.singular_values.resize(network.hidden_layer_count());
  m_pool.parallel_for(activity.singular_values.size(), [&](std::size_t l, unsigned /*worker*/) {
    if (auto sigma = singular_values(grams.take(l))) activity.singular_values[l] = std::move(*sigma);
  });
  return training;
}

bool ActivityTracker::evaluate(const EpochEnd& end) {
  EpochActivity activity{.epoch = end.epoch};
  EvaluationResult training = evaluate_training(end.network, activity);
  const bool finite = std::isfinite(training.loss());
  if (!finite && !m_history.empty()) return false;

  m_training = std::move(training);
  activity.training = {.loss = m_training.loss(), .correct = m_training.correct};
  const ActivationTraits traits = traits_of(end.network.activation().kind);
  for (const ActivationStats& layer : m_training.layers) {
    activity.active_rows.push_back(layer.active_rows);
    activity.max_preactivation.push_back(layer.max_preactivation);
    activity.absolute_sum.push_back(layer.absolute_sum);
    if (traits.saturates) activity.max_derivative.push_back(layer.max_derivative);
  }
  if (m_validation_rows) {
    m_validation = m_validation_rows->evaluate(end.network, m_pool);
    activity.validation = {.loss = m_validation.loss(), .correct = m_validation.correct};
  }
  m_gradients = m_ended;
  activity.gradient_norm = m_gradients.norms();
  std::swap(m_means, m_means_before);
  m_means.assign(end.network, m_input_means, m_training);
  if (!m_history.empty() && traits.can_die) activity.switches = switches(end.network, activity);
  m_history.push_back(std::move(activity));
  return finite;
}

std::vector<LivenessChange> ActivityTracker::switches(const Network<float>& network, const EpochActivity& now) const {
  std::vector<LivenessChange> switches;
  for (std::size_t l = 0; l < now.active_rows.size(); ++l)
    for (std::size_t i = 0; i < now.active_rows[l].size(); ++i)
      if ((now.active_rows[l][i] > 0) != (m_history.back().active_rows[l][i] > 0))
        switches.push_back({l, i, change_between(network, m_means_before, m_means, l, i)});
  return switches;
}

}  // namespace reluscope
