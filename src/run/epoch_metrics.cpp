#include "run/epoch_metrics.hpp"

#include "diagnosis/prediction_metrics.hpp"

namespace reluscope {

EpochMetrics::EpochMetrics(const Dataset& dataset, const TrainingOptions& training)
    : m_dataset(dataset),
      m_training(training),
      m_total(total_square(dataset.training.values)),
      m_validation_total(total_square(dataset.validation.values)) {}

EpochReport EpochMetrics::operator()(const EpochActivity& activity) const {
  const auto metrics = [&](const EpochScore& score, const Split& split, double total_square) {
    return prediction_metrics(score.loss, score.correct, split.rows(), total_square, m_dataset.encoding);
  };
  EpochReport report{.epoch = activity.epoch, .training = metrics(activity.training, m_dataset.training, m_total)};
  if (activity.validation) report.validation = metrics(*activity.validation, m_dataset.validation, m_validation_total);
  if (activity.epoch > 0)
    report.learning_rate =
        m_training.schedule.rate(m_training.optimizer.learning_rate, activity.epoch, m_training.epochs);
  if (!activity.gradient_norm.empty()) report.gradient_norm = activity.gradient_norm;
  return report;
}

}  // namespace reluscope
