#include "run/epoch_metrics.hpp"

#include "diagnosis/quality.hpp"

namespace reluscope {

EpochMetrics::EpochMetrics(const Dataset& dataset)
    : m_dataset(dataset),
      m_total(total_square(dataset.training.values)),
      m_validation_total(total_square(dataset.validation.values)) {}

EpochQuality EpochMetrics::operator()(const EpochActivity& look) const {
  const Encoding& encoding = m_dataset.encoding;
  EpochQuality quality{.epoch = look.epoch,
                       .training = quality_of(look.training, m_dataset.training.rows(), m_total, encoding)};
  if (look.validation)
    quality.validation = quality_of(*look.validation, m_dataset.validation.rows(), m_validation_total, encoding);
  quality.gradient_norm = look.gradient_norm;
  return quality;
}

}  // namespace reluscope
