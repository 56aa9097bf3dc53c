#include "run/epoch_reporter.hpp"

namespace reluscope {

ObserverDecision EpochReporter::epoch_ended(const EpochEnd& end) {
  report_new();
  m_observer.epoch_ended(end.epoch);
  return ObserverDecision::proceed;
}

void EpochReporter::training_ended(const EpochEnd& /*end*/) {
  report_new();
  m_observer.training_ended();
}

void EpochReporter::report_new() {
  for (; m_reported < m_tracker.history().size(); ++m_reported)
    m_observer.epoch_evaluated(record_of(m_tracker.history()[m_reported]));
}

EpochRecord EpochReporter::record_of(const EpochActivity& epoch) const {
  EpochRecord record{.metrics = m_metrics(epoch), .layers = {}, .died = {}, .revived = {}};
  const auto rows = static_cast<std::int64_t>(m_dataset.training.rows());
  for (std::size_t l = 0; l < epoch.active_rows.size(); ++l)
    record.layers.push_back(layer_status(epoch, l, rows, m_rule));
  for (const LivenessChange& change : epoch.switches) {
    const bool died = epoch.active_rows[change.layer][change.unit] == 0;
    (died ? record.died : record.revived).push_back({change.layer, change.unit});
  }
  return record;
}

}  // namespace reluscope
